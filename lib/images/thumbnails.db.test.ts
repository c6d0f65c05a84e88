import { readdir } from "node:fs/promises";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Actor, viewScopeOf } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { AppError } from "../errors";
import * as operations from "./file-schema";
import { getCleanOriginal } from "./get-clean-original";
import { getThumbnail } from "./get-thumbnail";
import { insertTestPicture, openPictureContext, type PictureTestContext } from "./testing";
import { keptSizes, thumbnailKey } from "./thumbnail-key";
import { findVisibleSource } from "./view-queries";

let ctx: PictureTestContext;
let anna: Actor;

beforeAll(async () => {
  ctx = await openPictureContext();
  anna = await createTestActor(ctx);
});
afterAll(() => ctx.close());

/** Noise, so that no format can make it tiny, with a mark that says which way is up. */
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#336699", noise: { type: "gaussian", mean: 120, sigma: 30 } } }).composite([
    { input: { create: { width: width >> 2, height: height >> 2, channels: 3, background: "#ff0000" } }, left: 0, top: 0 },
  ]);

async function open(imageId: string, query: object = {}) {
  const input = operations.getThumbnail.input.parse({ imageId, ...query });
  const served = await getThumbnail({ ...ctx, actor: anna }, input);
  const { stream, sizeBytes } = await served.open();
  const bytes = await buffer(stream);
  expect(bytes.length).toBe(sizeBytes);
  return { served, bytes, metadata: await sharp(bytes).metadata() };
}

const derivedFiles = (imageId: string) => readdir(path.join(ctx.config.storage.dir, "derived", imageId));

test("a thumbnail has exactly the size asked for, in every format, and is 300 px JPEG when nothing is said", async () => {
  const imageId = await insertTestPicture(ctx, anna, await picture(1_200, 800).jpeg().toBuffer(), { contentType: "image/jpeg" });
  const usual = await open(imageId);
  expect(usual.served.contentType).toBe("image/jpeg");
  expect(usual.metadata).toMatchObject({ format: "jpeg", width: 300, height: 200 });
  for (const format of ["jpeg", "webp", "avif"] as const) {
    for (const size of [16, 300, 301, 999, 1_200, 2_048]) {
      const { served, metadata } = await open(imageId, { size: String(size), format });
      expect(served.contentType).toBe(`image/${format}`);
      const width = Math.min(size, 1_200);
      expect(metadata).toMatchObject({ format: format === "avif" ? "heif" : format, width, height: Math.round((width * 2) / 3) });
    }
  }
});

test("however many sizes are asked for, few files are kept, and what is kept is not made again", async () => {
  const imageId = await insertTestPicture(ctx, anna, await picture(400, 300).jpeg().toBuffer(), { contentType: "image/jpeg" });
  for (let size = 16; size <= 136; size += 3) await open(imageId, { size });
  expect((await derivedFiles(imageId)).sort()).toEqual(["fit-128-v0.1.jpeg", "fit-200-v0.1.jpeg", "fit-64-v0.1.jpeg"]);
  expect(keptSizes.at(-1)).toBe(2_048);
  await ctx.storage.write(`derived/${imageId}/fit-128-v0.1.jpeg`, await picture(128, 7).jpeg().toBuffer());
  expect((await open(imageId, { size: 128 })).metadata.height).toBe(7);
});

test("what must be made is asked about before, each time; what is kept and what pages show is not", async () => {
  const imageId = await insertTestPicture(ctx, anna, await picture(400, 300).jpeg().toBuffer(), { contentType: "image/jpeg" });
  let asked = 0;
  const ask = async (query: object, beforeMaking = async () => void asked++) => {
    const served = await getThumbnail({ ...ctx, actor: anna }, operations.getThumbnail.input.parse({ imageId, ...query }), beforeMaking);
    await buffer((await served.open()).stream);
    return asked;
  };
  const refuse = () => Promise.reject(new AppError("too-many-requests", "Too many."));
  for (const size of [128, 100]) await expect(ask({ size }, refuse)).rejects.toMatchObject({ code: "too-many-requests" });
  await expect(derivedFiles(imageId)).rejects.toMatchObject({ code: "ENOENT" });
  expect([await ask({ size: 128 }), await ask({ size: 128 })]).toEqual([1, 1]);
  expect([await ask({ size: 100 }), await ask({ size: 100 }), await ask({ size: 100, format: "webp" })]).toEqual([2, 3, 4]);
  expect([await ask({ size: "small" }), await ask({ size: "large" })]).toEqual([4, 4]);
});

test("many who ask for the same at once wait for one", async () => {
  const imageId = await insertTestPicture(ctx, anna, await picture(900, 600).jpeg().toBuffer(), { contentType: "image/jpeg" });
  const answers = await Promise.all(Array.from({ length: 20 }, () => open(imageId, { size: 200 })));
  for (const { bytes } of answers) expect(bytes.equals(answers[0]?.bytes ?? Buffer.alloc(0))).toBe(true);
});

test("small thumbnails are made of the large one where there is one, larger ones of the original", async () => {
  const imageId = await insertTestPicture(ctx, anna, await picture(2_400, 1_600).jpeg().toBuffer(), { contentType: "image/jpeg" });
  await ctx.storage.write(
    thumbnailKey(imageId, "large"),
    await sharp({ create: { width: 1_600, height: 10, channels: 3, background: "#000" } })
      .jpeg()
      .toBuffer(),
  );
  expect((await open(imageId, { size: 800 })).metadata.height).toBe(5);
  expect((await open(imageId, { size: 1_024 })).metadata.height).toBe(683);
});

test("transparency stays in WebP and AVIF, and is white in JPEG", async () => {
  const clear = { width: 500, height: 500, channels: 4 as const, background: { r: 255, g: 0, b: 0, alpha: 0 } };
  const imageId = await insertTestPicture(ctx, anna, await sharp({ create: clear }).png().toBuffer());
  expect((await open(imageId, { size: 64, format: "webp" })).metadata.hasAlpha).toBe(true);
  expect((await open(imageId, { size: 64, format: "avif" })).metadata.hasAlpha).toBe(true);
  const { bytes } = await open(imageId, { size: 64 });
  expect([...(await sharp(bytes).raw().toBuffer()).subarray(0, 3)]).toEqual([255, 255, 255]);
});

test("the page's small and large thumbnails are what ingest made, and are made when it has not yet", async () => {
  const imageId = await insertTestPicture(ctx, anna, await picture(2_000, 1_000).jpeg().toBuffer(), { contentType: "image/jpeg" });
  expect((await open(imageId, { size: "small" })).metadata.height).toBe(400);
  expect((await open(imageId, { size: "large" })).metadata.width).toBe(1_600);
  await ctx.storage.write(thumbnailKey(imageId, "small"), await picture(90, 40).jpeg().toBuffer());
  expect((await open(imageId, { size: "small", format: "webp" })).metadata).toMatchObject({ format: "jpeg", width: 90 });
});

test("an address with the picture's version may be kept for ever, any other not", async () => {
  const imageId = await insertTestPicture(ctx, anna, await picture(40, 40).png().toBuffer(), {
    stepVersions: { decode: 1, thumbnails: 3 },
  });
  expect((await open(imageId, { v: "1.3" })).served.isPinned).toBe(true);
  expect((await open(imageId, { v: "1.2" })).served.isPinned).toBe(false);
  expect((await open(imageId)).served.isPinned).toBe(false);
});

test("what no picture can be made of says so, and leaves nothing behind", async () => {
  const imageId = await insertTestPicture(ctx, anna, Buffer.from("no picture"));
  await expect(open(imageId)).rejects.toMatchObject({ code: "type-not-allowed" });
  const failed = await insertTestPicture(ctx, anna, await picture(40, 40).png().toBuffer(), { status: "failed" });
  await expect(open(failed)).rejects.toMatchObject({ code: "undecodable" });
  await expect(derivedFiles(imageId)).rejects.toMatchObject({ code: "ENOENT" });
});

test("sizes out of range are refused before anything is read", () => {
  const parse = (query: object) =>
    operations.getThumbnail.input.safeParse({ imageId: "0190a5a0-0000-7000-8000-000000000000", ...query }).success;
  expect([{ size: 15 }, { size: 2_049 }, { size: "huge" }, { size: 20.5 }, { format: "gif" }].map(parse)).toEqual(Array(5).fill(false));
  expect([{ size: "16" }, { size: 2_048 }, { size: "large" }, {}].map(parse)).toEqual(Array(4).fill(true));
});

test("a clean copy is upright, whole and without metadata", async () => {
  const dirty = await picture(600, 400)
    .jpeg()
    .withMetadata({ orientation: 6, icc: "p3" })
    .withExif({ IFD0: { Make: "CANARY-MAKE" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 51/1 30/1" } })
    .withXmp(
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:title="CANARY-XMP"/></rdf:RDF></x:xmpmeta>',
    )
    .toBuffer();
  expect(dirty.includes("CANARY")).toBe(true);
  const imageId = await insertTestPicture(ctx, anna, dirty, { contentType: "image/jpeg" });
  const source = await findVisibleSource(ctx.db, viewScopeOf(anna), imageId);
  if (!source) throw new Error("it is not there");
  const clean = getCleanOriginal(ctx, source);
  expect(clean).toMatchObject({ contentType: "image/jpeg", fileName: `picture-${imageId.slice(-8)}.jpg` });
  const bytes = await buffer((await clean.open()).stream);
  const metadata = await sharp(bytes).metadata();
  expect(metadata).toMatchObject({ format: "jpeg", width: 400, height: 600, chromaSubsampling: "4:4:4" });
  expect([metadata.exif, metadata.xmp, metadata.iptc, metadata.icc, metadata.orientation]).toEqual(Array(5).fill(undefined));
  expect(bytes.includes("CANARY")).toBe(false);
  expect(await derivedFiles(imageId)).toEqual(["clean-v0.1.jpg"]);
  expect((await buffer((await clean.open({ start: 2, end: 5 })).stream)).equals(bytes.subarray(2, 6))).toBe(true);
});

test("a clean copy of a PNG keeps its transparency and every pixel", async () => {
  const pixels = { create: { width: 30, height: 20, channels: 4 as const, background: { r: 10, g: 200, b: 30, alpha: 0.5 } } };
  const bytes = await sharp(pixels)
    .png()
    .withExif({ IFD0: { Software: "CANARY" } })
    .toBuffer();
  const imageId = await insertTestPicture(ctx, anna, bytes);
  const source = await findVisibleSource(ctx.db, viewScopeOf(anna), imageId);
  if (!source) throw new Error("it is not there");
  const clean = await buffer((await getCleanOriginal(ctx, source).open()).stream);
  expect(clean.includes("CANARY")).toBe(false);
  expect((await sharp(clean).raw().toBuffer()).equals(await sharp(bytes).raw().toBuffer())).toBe(true);
});
