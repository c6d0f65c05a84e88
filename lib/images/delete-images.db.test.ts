import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Actor, scopeOf } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { contentClaims, images, tombstones } from "../db/schema/images";
import type { Decoder } from "../imaging/decoder";
import { openTestDecoder } from "../imaging/testing";
import { createDiskStorage } from "../storage/disk";
import type { Storage } from "../storage/storage";
import { deleteImages } from "./delete-images";
import { deleteWithFiles } from "./delete-with-files";
import { getImage } from "./get-image";
import { getOriginal } from "./get-original";
import { purgeTrash } from "./purge-trash";
import { sweepReceived } from "./received-keys";
import { insertTestImage } from "./testing";
import { thumbnailKey } from "./thumbnail-key";

let ctx: AccountContext & { storage: Storage; decoder: Decoder };
let anna: Actor;
const as = (actor: Actor) => ({ ...ctx, actor });

beforeAll(async () => {
  const accounts = await openAccountContext();
  ctx = { ...accounts, storage: createDiskStorage(accounts.config), decoder: openTestDecoder() };
  await mkdir(ctx.storage.incomingDir, { recursive: true });
  anna = await createTestActor(ctx);
});
afterAll(async () => {
  await ctx.decoder.close();
  await ctx.close();
});

async function insertWithBytes(actor: Actor, content: string, given = {}): Promise<{ id: string; key: string }> {
  const bytes = Buffer.from(content);
  const id = uuidv7();
  const key = `collections/${actor.userId}/c/${id}.png`;
  await ctx.storage.write(key, bytes);
  await insertTestImage(ctx.db, actor, { id, bytes, storageKey: key, ...given });
  return { id, key };
}

test("an original is read whole and in part", async () => {
  const { id } = await insertWithBytes(anna, "0123456789", { originalName: "狗.png" });
  const original = await getOriginal(as(anna), { imageId: id });
  expect(original).toMatchObject({ contentType: "image/png", sizeBytes: 10, fileName: "狗.png" });
  expect(await text((await original.open()).stream)).toBe("0123456789");
  expect(await text((await original.open({ start: 2, end: 4 })).stream)).toBe("234");
});

test("an original is saved under a name that ends as pictures of its type do", async () => {
  for (const [originalName, fileName] of [
    ["bill.html", "bill.html.png"],
    ["IMG_1.PNG", "IMG_1.PNG"],
    ["IMG_1.jpg", "IMG_1.png"],
  ]) {
    const { id } = await insertWithBytes(anna, "0123456789", { originalName });
    expect((await getOriginal(as(anna), { imageId: id })).fileName).toBe(fileName);
  }
});

test("a file that is referred to is served where it lies, unless it is gone or another", async () => {
  const file = path.join(ctx.config.dataDir, "referred.png");
  const bytes = Buffer.from("referred");
  await writeFile(file, bytes);
  const id = await insertTestImage(ctx.db, anna, { bytes, storageKey: null, externalPath: file, place: "trash" });
  const original = await getOriginal(as(anna), { imageId: id });
  expect(await text((await original.open({ start: 0, end: 1 })).stream)).toBe("re");
  await writeFile(file, "another length");
  await expect(original.open()).rejects.toMatchObject({ code: "not-found", message: expect.stringContaining("changed") });
  await rename(file, `${file}.away`);
  await expect(original.open()).rejects.toMatchObject({ code: "not-found", message: expect.stringContaining("no longer where") });
  await rename(`${file}.away`, file);
  await deleteImages(as(anna), { imageIds: [id] });
  expect(await import("node:fs").then(({ existsSync }) => existsSync(file))).toBe(true);
});

test("only what is in the trash is deleted for good: row, bytes, derived files and the claim on its content", async () => {
  const kept = await insertWithBytes(anna, "kept");
  const gone = await insertWithBytes(anna, "gone", { place: "trash", trashedAt: new Date() });
  await ctx.storage.write(thumbnailKey(gone.id, "small"), Buffer.from("small"));
  await ctx.db.insert(contentClaims).values({ ownerId: anna.userId, sha256: "a".repeat(64), imageId: gone.id });
  await expect(deleteImages(as(anna), { imageIds: [gone.id, kept.id] })).rejects.toMatchObject({ code: "conflict" });
  await expect(deleteImages(as(anna), { imageIds: [gone.id, uuidv7()] })).rejects.toMatchObject({ code: "not-found" });
  expect(await ctx.storage.exists(gone.key)).toBe(true);
  expect(await deleteImages(as(anna), { imageIds: [gone.id] })).toEqual({ count: 1 });
  await expect(getImage(as(anna), { imageId: gone.id })).rejects.toMatchObject({ code: "not-found" });
  expect(await ctx.storage.exists(gone.key)).toBe(false);
  expect(await ctx.storage.exists(thumbnailKey(gone.id, "small"))).toBe(false);
  expect(await ctx.storage.exists(kept.key)).toBe(true);
  expect(await ctx.db.select().from(contentClaims)).toEqual([]);
  expect((await ctx.db.select().from(tombstones)).map(({ imageId }) => imageId)).toContain(gone.id);
});

test("emptying the trash leaves everybody else's alone", async () => {
  const ben = await createTestActor(ctx);
  const theirs = await insertWithBytes(ben, "b", { place: "trash", trashedAt: ctx.clock.now() });
  for (let index = 0; index < 3; index++) await insertWithBytes(anna, `${index}`, { place: "trash", trashedAt: ctx.clock.now() });
  expect(await deleteImages(as(anna), {})).toEqual({ count: 3 });
  expect(await ctx.storage.exists(theirs.key)).toBe(true);
});

test("the trash is purged after its days, in everybody's library", async () => {
  const day = 86_400_000;
  const nowMs = ctx.clock.now().getTime();
  const trashedAt = (daysAgo: number) => ({ place: "trash" as const, trashedAt: new Date(nowMs - daysAgo * day) });
  const old = await insertWithBytes(anna, "old", trashedAt(31));
  const young = await insertWithBytes(anna, "young", trashedAt(29));
  const restored = await insertWithBytes(anna, "restored", { place: "library", trashedAt: new Date(nowMs - 99 * day) });
  expect(await purgeTrash(ctx)).toBe(1);
  const ids = (await ctx.db.select({ id: images.id }).from(images)).map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([young.id, restored.id]));
  expect(ids).not.toContain(old.id);
  expect(await ctx.storage.exists(old.key)).toBe(false);
});

test("files that a crash left behind after their rows were gone are swept, and those of pictures that stayed are not", async () => {
  const gone = await insertWithBytes(anna, "gone", { place: "trash", trashedAt: ctx.clock.now() });
  const kept = await insertWithBytes(anna, "kept", { place: "trash", trashedAt: ctx.clock.now() });
  for (const { id } of [gone, kept]) await ctx.storage.write(thumbnailKey(id, "small"), Buffer.from("small"));
  const ids = [gone.id, kept.id];
  const crash = deleteWithFiles(ctx, scopeOf(anna), ids, async () => {
    await ctx.db.delete(images).where(eq(images.id, gone.id));
    throw new Error("killed");
  });
  await expect(crash).rejects.toThrow("killed");
  expect(await ctx.storage.exists(gone.key)).toBe(true);
  const later = { ...ctx, clock: { now: () => new Date(Date.now() + 3_600_000) } };
  expect(await sweepReceived(later)).toBe(1);
  for (const { id, key } of [gone, kept]) {
    expect(await ctx.storage.exists(key)).toBe(id === kept.id);
    expect(await ctx.storage.exists(thumbnailKey(id, "small"))).toBe(id === kept.id);
  }
  expect(await deleteImages(as(anna), { imageIds: [kept.id] })).toEqual({ count: 1 });
  expect((await readdir(ctx.storage.incomingDir)).filter((name) => name.startsWith("receiving-"))).toEqual([]);
});
