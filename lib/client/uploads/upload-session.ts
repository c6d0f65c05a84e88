import { retryProcessing } from "../../ingest/schema";
import { checkHashes, getUploadOutcomes } from "../../uploads/schema";
import { call } from "../call";
import { EntryDatabase } from "./entry-database";
import { createFileHasher } from "./hash-files";
import type { FoundSlice } from "./read-files";
import { presignFiles, sendFile } from "./send-file";
import { createRandomId, goneAfterMs, startTabPresence } from "./tab-presence";
import { createEntry, type UploadOptions } from "./upload-entry";
import { UploadQueue } from "./upload-queue";
import { UploadStore } from "./upload-store";

/** One person's uploads in one tab: the store that pages watch and the queue that works. */
export type UploadSession = {
  store: UploadStore;
  queue: UploadQueue;
  /** Adds files as they are found. */
  add(slices: AsyncIterable<FoundSlice>, options: UploadOptions): Promise<void>;
  close(): void;
};

const restoreSlice = 200;

/** Starts the uploads of a signed-in person and goes on with what an earlier page left unfinished. */
export function startUploadSession(userId: string): UploadSession {
  const presence = startTabPresence();
  const database = new EntryDatabase(userId, presence.tabId);
  const workers = Math.max(1, Math.min(2, (navigator.hardwareConcurrency ?? 2) - 1));
  const hasher = createFileHasher(workers);
  const store = new UploadStore();
  const queue = new UploadQueue(
    store,
    {
      hash: hasher.hash,
      check: async (hashes) => (await call(checkHashes, { hashes })).known,
      presign: presignFiles,
      send: sendFile,
      outcomes: async (imageIds) => (await call(getUploadOutcomes, { imageIds })).outcomes,
      reprocess: async (imageIds) => void (await call(retryProcessing, { imageIds })),
      isReachable: () =>
        fetch("/api/health", { cache: "no-store" }).then(
          (response) => response.status < 500,
          () => false,
        ),
      save: (entries) => database.save(entries),
      forget: (ids) => database.forget(ids),
    },
    { hashesMax: workers },
  );
  const onOnline = () => queue.checkConnection();
  addEventListener("online", onOnline);
  const lost = database.takeBeyond();
  if (lost > 0) store.setLost(lost);
  void restore(store, queue, database, presence.isGone);
  // Tabs that crashed did not say goodbye: their files are taken over once their sign of life is old.
  const later = setTimeout(() => void restore(store, queue, database, presence.isGone), goneAfterMs + 10_000);
  return {
    store,
    queue,
    async add(slices, options) {
      const dropId = createRandomId();
      for await (const { files, ignored } of slices) {
        for (const [reason, count] of Object.entries(ignored)) store.addIgnored(reason, count);
        if (files.length > 0) queue.add(files.map(({ file, path }) => createEntry(createRandomId(), file, path, options, dropId)));
      }
    },
    close() {
      removeEventListener("online", onOnline);
      clearTimeout(later);
      queue.close();
      hasher.close();
      presence.close();
    },
  };
}

/** Files that had an address go on from there; the others are hashed and asked about again. */
async function restore(store: UploadStore, queue: UploadQueue, database: EntryDatabase, isGone: (tabId: string) => boolean): Promise<void> {
  const saved = (await database.takeOver(isGone)).filter((one) => !store.get(one.id));
  const entries = saved.flatMap(({ id, file, path, options, presigned, sha256 }) =>
    file ? [{ ...createEntry(id, file, path, options), presigned, ...(presigned && sha256 && { sha256, state: "ready" as const }) }] : [],
  );
  for (let from = 0; from < entries.length; from += restoreSlice) {
    queue.add(entries.slice(from, from + restoreSlice));
    await new Promise((resolve) => setTimeout(resolve));
  }
}
