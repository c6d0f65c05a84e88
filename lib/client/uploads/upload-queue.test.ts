import { createHash } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ImagePlace, UploadResult } from "../../images/schema";
import { SendError } from "./send-error";
import { createEntry, type Presigned, type UploadEntry, type UploadOptions } from "./upload-entry";
import type { SendOptions, UploadPorts } from "./upload-ports";
import { UploadQueue } from "./upload-queue";
import { UploadStore } from "./upload-store";

/** A remote server in memory: what it was asked, what it has, and how it is to fail next. */
class RemoteServer implements UploadPorts {
  contents = new Map<string, { imageId: string; originalName: string }>();
  checks: string[][] = [];
  batches: File[][] = [];
  sent: string[] = [];
  saved = new Set<string>();
  reachable = true;
  sendingNow = 0;
  sendingMost = 0;
  beforeSend: (file: File, options: SendOptions) => Promise<void> = async () => {};
  place: ImagePlace = "library";
  asked: UploadOptions[] = [];
  statusOf = (_imageId: string): "pending" | "processed" | "failed" => "processed";

  async hash(file: File) {
    return createHash("sha256")
      .update(new Uint8Array(await file.arrayBuffer()))
      .digest("hex");
  }
  async check(hashes: string[]) {
    this.checks.push(hashes);
    return hashes.flatMap((sha256) => {
      const found = this.contents.get(sha256);
      return found ? [{ sha256, place: "library" as const, ...found }] : [];
    });
  }
  async presign(files: readonly File[], options: UploadOptions): Promise<Presigned[]> {
    this.requireReachable();
    this.asked.push(options);
    this.batches.push([...files]);
    return files.map((file, index) => ({ url: `/${this.batches.length}.${index}`, key: "k", name: file.name, customId: "c" }));
  }
  async send(file: File, _presigned: Presigned, options: SendOptions): Promise<UploadResult> {
    this.sendingMost = Math.max(this.sendingMost, ++this.sendingNow);
    try {
      this.requireReachable();
      await this.beforeSend(file, options);
      options.onProgress(file.size);
      this.sent.push(file.name);
      const imageId = `image-${this.sent.length}`;
      this.contents.set(await this.hash(file), { imageId, originalName: file.name });
      return { outcome: "created", imageId };
    } finally {
      this.sendingNow--;
    }
  }
  async outcomes(imageIds: string[]) {
    return imageIds.map((imageId) => ({
      imageId,
      status: this.statusOf(imageId),
      place: this.place,
      failureReason: "It is broken.",
      twins: [],
    }));
  }
  async reprocess() {
    this.statusOf = () => "processed";
  }
  async isReachable() {
    return this.reachable;
  }
  save(entries: readonly UploadEntry[]) {
    for (const entry of entries) this.saved.add(entry.id);
  }
  forget(ids: readonly string[]) {
    for (const id of ids) this.saved.delete(id);
  }
  requireReachable() {
    if (!this.reachable) throw new SendError("offline", "The server cannot be reached.");
  }
}

let queue: UploadQueue | undefined;
afterEach(() => queue?.close());

function start(server: RemoteServer): { store: UploadStore; queue: UploadQueue } {
  const store = new UploadStore();
  queue = new UploadQueue(store, server, { checkDelayMs: 5, reachableEveryMs: 20 });
  return { store, queue };
}

let made = 0;
function entries(contents: readonly string[], options: Partial<UploadOptions> = {}): UploadEntry[] {
  const all = { collectionId: "default", detectDuplicates: true, onDuplicate: "review" as const, ...options };
  return contents.map((content, index) => createEntry(`e${made++}`, new File([content], `${index}.png`), `${index}.png`, all));
}

const until = (condition: () => boolean | Promise<boolean>) => vi.waitUntil(condition, { timeout: 60_000, interval: 20 });
const allEnded = (store: UploadStore) => () =>
  [...store.entries()].every((entry) => entry.state === "done" || entry.state === "known" || entry.state === "same");
const statesOf = (store: UploadStore) => store.ids.map((id) => store.get(id)?.state);

describe("the upload queue", () => {
  it("sends files in the order they were added, at most three at once, in batches of a hundred", async () => {
    const server = new RemoteServer();
    server.beforeSend = () => new Promise((resolve) => setTimeout(resolve, 1));
    const { store, queue } = start(server);
    queue.add(entries(Array.from({ length: 250 }, (_, index) => `content ${index}`)));
    await until(allEnded(store));
    expect(server.sent).toHaveLength(250);
    expect(server.sendingMost).toBe(3);
    expect(Math.max(...server.batches.map((batch) => batch.length))).toBeLessThanOrEqual(100);
    expect(server.batches.flat().map((file) => file.name)).toEqual(Array.from({ length: 250 }, (_, index) => `${index}.png`));
    expect(server.saved.size).toBe(0);
    const { doneBytes, totalBytes, counts } = store.getSummary();
    expect([doneBytes, counts.done]).toEqual([totalBytes, 250]);
  });

  it("sends one of equal files in a drop, and none that is already here", async () => {
    const server = new RemoteServer();
    const known = createHash("sha256").update("known").digest("hex");
    server.contents.set(known, { imageId: "there", originalName: "old.png" });
    const { store, queue } = start(server);
    queue.add(entries(["a", "b", "a", "known", "a"]));
    await until(allEnded(store));
    expect(server.sent.sort()).toEqual(["0.png", "1.png"]);
    expect(statesOf(store)).toEqual(["done", "done", "same", "known", "same"]);
    expect(store.get(store.ids[3] ?? "")).toMatchObject({ imageId: "there", message: "old.png" });
  });

  it("asks anew about a file that an earlier drop has brought in", async () => {
    const server = new RemoteServer();
    const { store, queue } = start(server);
    for (const dropId of ["first", "second"]) {
      queue.add([
        createEntry(
          dropId,
          new File(["a"], "a.png"),
          "a.png",
          { collectionId: "default", detectDuplicates: true, onDuplicate: "review" as const },
          dropId,
        ),
      ]);
      await until(allEnded(store));
    }
    expect(statesOf(store)).toEqual(["done", "known"]);
    expect(server.sent).toHaveLength(1);
  });

  it("with detection off asks nothing and sends all", async () => {
    const server = new RemoteServer();
    const { store, queue } = start(server);
    queue.add(entries(["a", "a"], { detectDuplicates: false }));
    await until(allEnded(store));
    expect([server.checks.length, server.sent.length]).toEqual([0, 2]);
  });

  it("tries again by itself what may pass, and never what may not", async () => {
    const server = new RemoteServer();
    const tries = new Map<string, number>();
    server.beforeSend = async (file) => {
      const count = (tries.get(file.name) ?? 0) + 1;
      tries.set(file.name, count);
      if (file.name === "0.png" && count < 2) throw new SendError("interrupted", "Again.");
      if (file.name === "1.png" && count < 2) throw new SendError("address", "Expired.");
      if (file.name === "2.png") throw new SendError("final", "Never.");
    };
    const { store, queue } = start(server);
    queue.add(entries(["a", "b", "c"]));
    await until(() => statesOf(store).join() === "done,done,failed");
    expect(Object.fromEntries(tries)).toEqual({ "0.png": 2, "1.png": 2, "2.png": 1 });
    expect(server.batches).toHaveLength(2);
    server.beforeSend = async () => {};
    queue.retryAll();
    await until(allEnded(store));
  });

  it("waits while the server is away, and goes on when it is back", async () => {
    const server = new RemoteServer();
    const { store, queue } = start(server);
    server.reachable = false;
    queue.add(entries(["a", "b"]));
    await until(() => store.halt === "offline");
    server.reachable = true;
    await until(allEnded(store));
    expect(store.halt).toBeUndefined();
  });

  it("stops sending on pause, keeps the addresses, and goes on from there", async () => {
    const server = new RemoteServer();
    server.beforeSend = (_file, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const { store, queue } = start(server);
    queue.add(entries(["a", "b", "c", "d", "e"]));
    await until(() => store.getSummary().counts.sending === 3);
    queue.pause();
    await until(() => statesOf(store).every((state) => state === "ready"));
    expect([store.halt, server.sent.length, server.saved.size]).toEqual(["paused", 0, 5]);
    server.beforeSend = async () => {};
    queue.resume();
    await until(allEnded(store));
    expect(server.batches).toHaveLength(1);
  });

  it("halts for a person who must sign in again, and goes on afterwards", async () => {
    const server = new RemoteServer();
    server.beforeSend = async () => {
      throw new SendError("signed-out", "Sign in again to go on.");
    };
    const { store, queue } = start(server);
    queue.add(entries(["a"]));
    await until(() => store.halt === "signed-out");
    server.beforeSend = async () => {};
    queue.resume();
    await until(allEnded(store));
  });

  it("asks for addresses apart for files with which duplicates are treated otherwise", async () => {
    const server = new RemoteServer();
    const { store, queue } = start(server);
    for (const onDuplicate of ["review", "reject", "reject-similar"] as const)
      queue.add(entries([onDuplicate, `${onDuplicate} 2`], { onDuplicate }));
    await until(allEnded(store));
    expect(server.batches.map((batch) => batch.length)).toEqual([2, 2, 2]);
    expect(server.asked.map(({ onDuplicate }) => onDuplicate)).toEqual(["review", "reject", "reject-similar"]);
  });

  it("tells a near duplicate that was refused from a picture that its person threw away meanwhile", async () => {
    const server = new RemoteServer();
    server.place = "trash";
    const { store, queue } = start(server);
    queue.add([...entries(["a"], { onDuplicate: "reject" }), ...entries(["b"])]);
    await until(() => statesOf(store).join() === "repeat,done");
  });

  it("says what processing made of a picture, and has it processed again on retry", async () => {
    const server = new RemoteServer();
    server.statusOf = () => "failed";
    const { store, queue } = start(server);
    queue.add(entries(["a"]));
    await until(() => statesOf(store)[0] === "failed");
    expect(store.get(store.ids[0] ?? "")?.message).toBe("It is broken.");
    queue.retryAll();
    await until(allEnded(store));
    expect(server.sent).toHaveLength(1);
  });

  it("goes on with entries of before a reload, sending nothing twice", async () => {
    const server = new RemoteServer();
    const { store, queue } = start(server);
    const [entry] = entries(["a"]);
    if (!entry) throw new Error("no entry");
    const presigned = { url: "/kept", key: "k", name: "0.png", customId: "c" };
    queue.add([{ ...entry, state: "ready", sha256: await server.hash(new File(["a"], "")), presigned }, ...entries(["a"])]);
    await until(allEnded(store));
    expect([server.batches.length, server.sent]).toEqual([0, ["0.png"]]);
  });

  it("takes back what was not sent when it is cleared", async () => {
    const server = new RemoteServer();
    server.beforeSend = (_file, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const { store, queue } = start(server);
    queue.add(entries(["a", "b", "c", "d"]));
    await until(() => store.getSummary().counts.sending === 3);
    queue.clear();
    expect([store.ids.length, server.saved.size]).toEqual([0, 0]);
    await until(() => store.getSummary().files === 0);
    expect(server.sent).toEqual([]);
  });
});
