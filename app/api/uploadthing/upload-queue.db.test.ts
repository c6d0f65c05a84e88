import { mkdir, readdir } from "node:fs/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Actor } from "@/lib/auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "@/lib/auth/testing";
import { SendError, toSendError } from "@/lib/client/uploads/send-error";
import { createEntry } from "@/lib/client/uploads/upload-entry";
import type { UploadPorts } from "@/lib/client/uploads/upload-ports";
import { UploadQueue } from "@/lib/client/uploads/upload-queue";
import { UploadStore } from "@/lib/client/uploads/upload-store";
import { uploadResult } from "@/lib/images/schema";
import { createQueue } from "@/lib/queue/pg-boss";
import { createDiskStorage } from "@/lib/storage/disk";
import { checkHashes } from "@/lib/uploads/check-hashes";
import { getUploadOutcomes } from "@/lib/uploads/get-upload-outcomes";
import type { UploadContext } from "@/lib/uploads/receive-upload";
import { head, presign, randomPng, sha256Of, startUploadServer, type UploadServer } from "@/lib/uploads/uploadthing/testing";

let account: AccountContext;
let ctx: UploadContext;
let nina: Actor;
let server: UploadServer;

beforeAll(async () => {
  account = await openAccountContext();
  const config = { ...account.config, storage: { ...account.config.storage, freeBytesMin: 0 } };
  ctx = { ...account, config, storage: createDiskStorage(config), queue: await createQueue(account.database.sql, account.log) };
  await mkdir(ctx.storage.incomingDir, { recursive: true });
  nina = await createTestActor(account);
});
afterAll(async () => {
  await server.close();
  await account.close();
});

const start = (port?: number) => startUploadServer(ctx, new Map([["nina", nina]]), port ? { port } : {});
const bytesOf = async (file: File) => Buffer.from(await file.arrayBuffer());
const offline = () => {
  throw new SendError("offline", "The server cannot be reached.");
};

/** The browser's ports, with fetch in the place of XMLHttpRequest. */
function portsTo(origin: string): UploadPorts {
  return {
    hash: async (file) => sha256Of(await bytesOf(file)),
    check: async (hashes) => (await checkHashes(ctx, nina, { hashes })).known,
    async presign(files, options) {
      const { status, body } = await presign(
        origin,
        "nina",
        files.map(({ name, size }) => ({ name, size })),
        options,
      ).catch(offline);
      if (status !== 200) throw toSendError(status, body);
      return body;
    },
    async send(file, presigned, { signal }) {
      const from = await head(origin, "nina", presigned.url).catch(offline);
      const form = new FormData();
      form.append("file", file.slice(from));
      const headers = { range: `bytes=${from}-`, "x-actor": "nina" };
      const response = await fetch(new URL(presigned.url, origin), { method: "PUT", headers, body: form, signal }).catch(offline);
      const body = (await response.json()) as { serverData?: unknown };
      const result = uploadResult.safeParse(body.serverData);
      if (result.success) return result.data;
      throw toSendError(response.status, body);
    },
    outcomes: async (imageIds) => (await getUploadOutcomes(ctx, nina, { imageIds })).outcomes,
    reprocess: async () => {},
    isReachable: () =>
      fetch(`${origin}/api/uploadthing`).then(
        () => true,
        () => false,
      ),
    save: () => {},
    forget: () => {},
  };
}

const until = (condition: () => boolean | Promise<boolean>) => vi.waitUntil(condition, { timeout: 60_000, interval: 20 });

it("brings every file in once while the server is stopped and started again in the middle, five times", async () => {
  server = await start();
  const { origin } = server;
  const port = Number(new URL(origin).port);
  const store = new UploadStore();
  const queue = new UploadQueue(store, portsTo(origin), { checkDelayMs: 5, reachableEveryMs: 50 });
  const files = Array.from({ length: 30 }, (_, index) => new File([new Uint8Array(randomPng(1_500_000))], `${index}.png`));
  queue.add(
    files.map((file, index) =>
      createEntry(`e${index}`, file, file.name, { collectionId: "default", detectDuplicates: true, onDuplicate: "review" as const }),
    ),
  );
  for (let round = 0; round < 5; round++) {
    await until(async () => (await readdir(ctx.storage.incomingDir)).some((name) => name.endsWith(".part")));
    await server.close();
    await until(() => store.halt === "offline");
    server = await start(port);
  }
  await until(() => [...store.entries()].every((entry) => entry.state === "processing" || entry.state === "known"));
  queue.close();
  const rows = await account.database.sql`select sha256, status from images where owner_id = ${nina.userId}`;
  const hashes = await Promise.all(files.map(async (file) => sha256Of(await bytesOf(file))));
  expect(rows.map((row) => row.sha256).sort()).toEqual(hashes.sort());
});
