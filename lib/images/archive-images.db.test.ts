import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Actor } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { archiveCollection, archiveImages } from "./archive-images";
import { makeArchive } from "./make-archive";
import { insertSharedCollection, insertTestImage, insertTestPicture, openPictureContext, type PictureTestContext } from "./testing";

let ctx: PictureTestContext;
let anna: Actor;
let ben: Actor;
let dir: string;
const as = (actor: Actor) => ({ ...ctx, actor });

beforeAll(async () => {
  ctx = await openPictureContext();
  anna = await createTestActor(ctx);
  ben = await createTestActor(ctx);
  dir = await mkdtemp(path.join(os.tmpdir(), "magpie-zip-"));
});
afterAll(async () => {
  await ctx.close();
  await rm(dir, { recursive: true, force: true });
});

/** Names, bytes and dates of a stored zip by its central directory, each with its CRC checked; `unzip` agrees where it is installed. */
async function readZip(stream: ReadableStream<Uint8Array>): Promise<{ name: string; bytes: Buffer; date: number[] }[]> {
  const zip = await buffer(stream);
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  const files = [];
  for (let at = zip.readUInt32LE(end + 16), count = zip.readUInt16LE(end + 10); count > 0; count--) {
    expect([zip.readUInt32LE(at), zip.readUInt16LE(at + 10)]).toEqual([0x02014b50, 0]);
    const [time, day, crc, sizeBytes] = [
      zip.readUInt16LE(at + 12),
      zip.readUInt16LE(at + 14),
      zip.readUInt32LE(at + 16),
      zip.readUInt32LE(at + 24),
    ];
    const [nameBytes, extraBytes, local] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt32LE(at + 42)];
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + sizeBytes);
    expect(crc32(bytes)).toBe(crc);
    const date = [1980 + (day >> 9), (day >> 5) & 15, day & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2];
    files.push({ name: zip.toString("utf8", at + 46, at + 46 + nameBytes), bytes, date });
    at += 46 + nameBytes + extraBytes;
  }
  await unzipAgrees(zip, files.length);
  return files;
}

async function unzipAgrees(zip: Buffer, count: number): Promise<void> {
  const file = path.join(dir, "tested.zip");
  await writeFile(file, zip);
  const { error, stdout } = spawnSync("unzip", ["-tq", file], { encoding: "utf8" });
  if (!error && count > 0) expect(stdout).toContain("No errors detected");
}

const names = (files: { name: string }[]) => files.map(({ name }) => name);

test("a selection is a zip with the bytes as they are, unique names and the day each was taken", async () => {
  const given = ["a.png", "A.PNG", "a.png", "a (2).png", "狗/../x?.png"];
  const imageIds = [];
  for (const [index, originalName] of given.entries())
    imageIds.push(await insertTestPicture(ctx, anna, Buffer.from(`bytes ${index}`), { originalName, takenLocal: "2021-03-04T05:06:08" }));
  const { fileName, stream } = await archiveImages(as(anna), { imageIds: [...imageIds, ...imageIds] });
  expect(fileName).toMatch(/^Pictures \d{4}-\d\d-\d\d\.zip$/);
  const files = await readZip(stream);
  expect(names(files)).toEqual(["a.png", "A (2).PNG", "a (3).png", "a (2) (2).png", "x_.png"]);
  expect(files.map(({ bytes }) => bytes.toString())).toEqual(given.map((_, index) => `bytes ${index}`));
  expect(files[0]?.date).toEqual([2021, 3, 4, 5, 6, 8]);
});

test("what cannot be read is named in a note, and the rest is there", async () => {
  const good = await insertTestPicture(ctx, anna, Buffer.from("good"), { originalName: "good.png", takenLocal: "1900-01-01T00:00:00" });
  const gone = await insertTestImage(ctx.db, anna, { originalName: "gone.png" });
  const files = await readZip((await archiveImages(as(anna), { imageIds: [gone, good] })).stream);
  expect(names(files)).toEqual(["good.png", "Not included.txt"]);
  expect(files[1]?.bytes.toString()).toBe("gone.png: The file is not there.\r\n");
  expect(files[0]?.date.slice(0, 3)).toEqual([1980, 1, 1]);
});

test("a shared collection gives others clean copies or pictures of 2048 px under neutral names, and the whole with details", async () => {
  const bytes = await sharp({ create: { width: 2_300, height: 1_000, channels: 3, background: "#123456" } })
    .jpeg()
    .withExif({ IFD0: { Make: "CANARY" } })
    .toBuffer();
  const imageId = await insertTestPicture(ctx, anna, bytes, { originalName: "CANARY.jpg", contentType: "image/jpeg" });
  const collectionId = await insertSharedCollection(ctx.db, anna, ben, { imageIds: [imageId] });
  const read = async (actor: Actor) => {
    const { fileName, stream } = await archiveCollection(as(actor), { collectionId });
    expect(fileName).toBe("Shared.zip");
    const [file, ...more] = await readZip(stream);
    expect(more).toEqual([]);
    if (!file) throw new Error("the zip is empty");
    return { ...file, metadata: await sharp(file.bytes).metadata() };
  };
  const neutral = `picture-${imageId.slice(-8)}.jpg`;
  const seen = await read(ben);
  expect(seen).toMatchObject({ name: neutral, metadata: { width: 2_048 } });
  await insertSharedCollection(ctx.db, anna, ben, { shareOriginals: true, imageIds: [imageId] });
  const clean = await read(ben);
  expect(clean).toMatchObject({ name: neutral, metadata: { width: 2_300 } });
  for (const file of [seen, clean]) expect(file.bytes.includes("CANARY")).toBe(false);
  expect((await read(anna)).name).toBe("CANARY.jpg");
  await insertSharedCollection(ctx.db, anna, ben, { shareDetails: true, imageIds: [imageId] });
  expect((await read(ben)).bytes.equals(bytes)).toBe(true);
});

test("somebody else's picture or collection answers as one that does not exist", async () => {
  const theirs = await insertTestPicture(ctx, anna, Buffer.from("x"));
  const mine = await insertTestPicture(ctx, ben, Buffer.from("y"));
  const notFound = { code: "not-found", message: "There is no such picture." };
  await expect(archiveImages(as(ben), { imageIds: [mine, theirs] })).rejects.toMatchObject(notFound);
  const collectionId = await insertSharedCollection(ctx.db, anna, undefined, { imageIds: [theirs] });
  await expect(archiveCollection(as(ben), { collectionId })).rejects.toMatchObject({ message: "There is no such collection." });
  await expect(archiveImages(as(ben), {})).rejects.toMatchObject({ code: "invalid-input" });
  await expect(archiveImages(as(ben), { imageIds: [mine], collectionId: "default" })).rejects.toMatchObject({ code: "invalid-input" });
});

test("one file is open at a time, none is opened before it is read, and going away closes it", async () => {
  const opened: { stream: import("node:stream").Readable }[] = [];
  const storage = {
    ...ctx.storage,
    async read(...args: Parameters<typeof ctx.storage.read>) {
      expect(opened.every(({ stream }) => stream.destroyed)).toBe(true);
      const file = await ctx.storage.read(...args);
      opened.push(file);
      return file;
    },
  };
  const imageIds = [];
  for (let index = 0; index < 4; index++) imageIds.push(await insertTestPicture(ctx, anna, Buffer.alloc(3_000_000, index)));
  const { stream } = await archiveImages({ ...as(anna), storage }, { imageIds });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const before = opened.length;
  const reader = stream.getReader();
  for (let sizeBytes = 0; sizeBytes < 4_000_000; ) sizeBytes += (await reader.read()).value?.byteLength ?? Number.POSITIVE_INFINITY;
  expect(before).toBeLessThan(2);
  expect(opened.length).toBe(2);
  await reader.cancel();
  await vi.waitUntil(() => opened.every((file) => file.stream.destroyed), { timeout: 60_000 });
  expect(opened.length).toBe(2);
});

test("an empty selection of files is a zip all the same", async () => {
  expect(await readZip(makeArchive(ctx, []))).toEqual([]);
});
