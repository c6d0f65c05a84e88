import { createHash } from "node:crypto";
import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { v7 as createId } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Actor, scopeOf } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { deleteCollectionRow, insertCollection } from "../collections/queries";
import { emptyDatabase } from "../db/testing";
import { createQueue } from "../queue/pg-boss";
import { createDiskStorage } from "../storage/disk";
import { type ReceiveContext, type ReceivedFile, receiveImage } from "./receive-image";
import { announceKey, sweepReceived } from "./received-keys";

let account: AccountContext;
let ctx: ReceiveContext;
let actor: Actor;
let picture: Buffer;

beforeAll(async () => {
  account = await openAccountContext();
  const storage = createDiskStorage({ storage: { ...account.config.storage, freeBytesMin: 0 } });
  await mkdir(storage.incomingDir, { recursive: true });
  ctx = { ...account, storage, queue: await createQueue(account.database.sql, account.log) };
  picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
    .jpeg()
    .toBuffer();
});
beforeEach(async () => {
  await emptyDatabase(account.database);
  actor = await createTestActor(account);
});
afterAll(() => account.close());

async function receivedFile(bytes: Uint8Array, more: Partial<ReceivedFile> = {}): Promise<ReceivedFile> {
  const localPath = path.join(ctx.storage.incomingDir, createId());
  await writeFile(localPath, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { localPath, sizeBytes: bytes.length, sha256, originalName: "a.jpg", collectionId: "default", detectDuplicates: true, ...more };
}

const listStored = async () =>
  (await readdir(path.join(account.config.dataDir, "collections"), { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();

describe("receiving a picture", () => {
  it("keeps the bytes under a readable name, makes the image and enqueues its processing", async () => {
    const lastModifiedMs = Date.UTC(2020, 5, 1, 12);
    const result = await receiveImage(ctx, actor, await receivedFile(picture, { originalName: "Übung?.png", lastModifiedMs }));
    expect(result.outcome).toBe("created");
    expect(await listStored()).toContain("Übung_.jpg");
    const image = await account.db.query.images.findFirst({ where: (images, { eq }) => eq(images.ownerId, actor.userId) });
    expect(image).toMatchObject({
      originalName: "Übung?.png",
      status: "pending",
      place: "library",
      takenSource: "file",
      contentType: "image/jpeg",
    });
    expect(image?.takenUtc?.getTime()).toBe(lastModifiedMs);
    const [job] = await ctx.queue.take("ingest-image", 5);
    expect(job?.data).toEqual({ imageId: image?.id });
    expect(await readdir(ctx.storage.incomingDir)).toEqual([]);
  });

  it("makes one picture of 50 identical ones received at once, and leaves one file", async () => {
    const before = (await listStored()).length;
    const files = await Promise.all(Array.from({ length: 50 }, () => receivedFile(picture)));
    const results = await Promise.all(files.map((file) => receiveImage(ctx, actor, file)));
    const created = results.filter((result) => result.outcome === "created");
    expect(created).toHaveLength(1);
    expect(new Set(results.map((result) => result.outcome !== "rejected" && result.imageId)).size).toBe(1);
    expect(results.filter((result) => result.outcome === "duplicate")).toHaveLength(49);
    expect(await account.db.query.images.findMany()).toHaveLength(1);
    expect(await listStored()).toHaveLength(before + 1);
    expect(await ctx.queue.take("ingest-image", 60)).toHaveLength(1);
    expect(await readdir(ctx.storage.incomingDir)).toEqual([]);
  });

  it("takes equal bytes again where detection is off, and for another person", async () => {
    const other = await createTestActor(account);
    const off = { detectDuplicates: false };
    const results = [
      await receiveImage(ctx, actor, await receivedFile(picture)),
      await receiveImage(ctx, actor, await receivedFile(picture, off)),
      await receiveImage(ctx, other, await receivedFile(picture)),
    ];
    expect(results.map((result) => result.outcome)).toEqual(["created", "created", "created"]);
    expect(await listStored()).toEqual(expect.arrayContaining(["a.jpg", "a (2).jpg"]));
  });

  it("points to the equal picture and says that it is in the trash", async () => {
    const first = await receiveImage(ctx, actor, await receivedFile(picture));
    await account.database.sql`update images set place = 'trash', trashed_at = now()`;
    expect(await receiveImage(ctx, actor, await receivedFile(picture, { originalName: "b.jpg" }))).toEqual({
      outcome: "duplicate",
      imageId: first.outcome === "created" && first.imageId,
      place: "trash",
      originalName: "a.jpg",
    });
  });

  it("refuses by content, with a sentence, and stores nothing", async () => {
    const before = await listStored();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"></svg>');
    for (const bytes of [svg, Buffer.alloc(0), Buffer.from("%PDF-1.7")]) {
      const result = await receiveImage(ctx, actor, await receivedFile(bytes));
      expect(result).toMatchObject({ outcome: "rejected", code: "type-not-allowed" });
      expect(result.outcome === "rejected" && result.detail).toMatch(/^This .+\.$/);
    }
    expect(await listStored()).toEqual(before);
    expect(await readdir(ctx.storage.incomingDir)).toEqual([]);
    expect(await ctx.queue.take("ingest-image", 1)).toEqual([]);
  });

  it("knows no collection of somebody else", async () => {
    const other = await createTestActor(account);
    const foreign = await account.db.query.collections.findFirst({ where: (row, { eq }) => eq(row.ownerId, other.userId) });
    const file = await receivedFile(picture, { collectionId: foreign?.id ?? "" });
    await expect(receiveImage(ctx, actor, file)).rejects.toMatchObject({ code: "not-found" });
  });

  it("makes an image once when its receiver asks again with the same id", async () => {
    const file = await receivedFile(picture, { imageId: createId(), detectDuplicates: false });
    const answers = [await receiveImage(ctx, actor, file), await receiveImage(ctx, actor, file)];
    expect(answers).toEqual([answers[0], answers[0]]);
    expect(await account.db.query.images.findMany()).toHaveLength(1);
  });

  it("refers to a file in place without touching it", async () => {
    const file = await receivedFile(picture);
    const refer = { ...file, externalPath: file.localPath };
    expect((await receiveImage(ctx, actor, refer)).outcome).toBe("created");
    expect((await receiveImage(ctx, actor, refer)).outcome).toBe("duplicate");
    expect(await readdir(ctx.storage.incomingDir)).toContain(path.basename(file.localPath));
  });

  it("sweeps no bytes that somebody is just receiving under a name that a crash left behind", async () => {
    const key = `collections/${actor.userId}/${createId()}/a.jpg`;
    await announceKey(ctx.storage, key);
    const old = new Date(Date.now() - 3_600_000);
    for (const name of await readdir(ctx.storage.incomingDir)) await utimes(path.join(ctx.storage.incomingDir, name), old, old);
    const receiving = await announceKey(ctx.storage, key);
    await ctx.storage.commit((await receivedFile(picture)).localPath, key);
    expect(await sweepReceived(ctx)).toBe(0);
    expect(await ctx.storage.exists(key)).toBe(true);
    await receiving.withdraw();
    await ctx.storage.remove(key);
  });

  it("sweeps bytes that a crash left without an image, and no other", async () => {
    await receiveImage(ctx, actor, await receivedFile(picture));
    const kept = await account.db.query.files.findFirst();
    const orphan = `collections/${actor.userId}/${createId()}/orphan.jpg`;
    await ctx.storage.commit((await receivedFile(picture)).localPath, orphan);
    await announceKey(ctx.storage, orphan);
    await announceKey(ctx.storage, kept?.storageKey ?? "");
    expect(await sweepReceived(ctx)).toBe(0);
    const old = new Date(Date.now() - 3_600_000);
    for (const name of await readdir(ctx.storage.incomingDir)) await utimes(path.join(ctx.storage.incomingDir, name), old, old);
    expect(await sweepReceived(ctx)).toBe(1);
    expect(await ctx.storage.exists(orphan)).toBe(false);
    expect(await ctx.storage.exists(kept?.storageKey ?? "")).toBe(true);
  });

  it("can be tried again when the collection was deleted while the bytes came in", async () => {
    const id = createId();
    await insertCollection(account.db, { id, ownerId: actor.userId, name: "gone", tags: [], searchWords: "" });
    const commit: typeof ctx.storage.commit = async (from, key) => {
      await ctx.storage.commit(from, key);
      await deleteCollectionRow(account.db, scopeOf(actor), id);
    };
    const file = await receivedFile(picture, { collectionId: id });
    const receiving = receiveImage({ ...ctx, storage: { ...ctx.storage, commit } }, actor, file);
    await expect(receiving).rejects.toMatchObject({ code: "upload-interrupted", retryable: true });
    expect(await account.db.query.images.findMany()).toEqual([]);
    const later = { ...ctx, clock: { now: () => new Date(Date.now() + 3_600_000) } };
    expect(await sweepReceived(later)).toBe(1);
  });
});
