import { eq } from "drizzle-orm";
import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeShapePicture } from "../../e2e/fixtures/tiny-encoder-picture";
import type { Actor } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { createCollection } from "../collections/create-collection";
import { images } from "../db/schema/images";
import { collectionMembers } from "../db/schema/sharing";
import { AppError } from "../errors";
import { insertSharedCollection, insertTestImage, insertTestPicture } from "../images/testing";
import { comparePictures } from "./compare-pictures";
import { explainMix } from "./explain-hit";
import * as help from "./help-schema";
import * as operations from "./schema";
import { searchByImage } from "./search-by-image";
import { searchByMix } from "./search-by-mix";
import { type FetchUrl, withTemporaryPictures } from "./temporary-pictures";
import { insertShape, listIncoming, openSearchContext, type SearchContext } from "./testing";

let ctx: SearchContext;
let anna: Actor;
const ids: Record<string, string> = {};
const as = (actor: Actor) => ({ ...ctx, actor });
async function* stream(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 10_000) yield bytes.subarray(start, start + 10_000);
}

/** A web server with one picture. */
let atUrl: Buffer;
const fetchUrl: FetchUrl = async (url) => {
  if (url !== "https://example.org/a.jpg") throw new AppError("address-not-allowed", "This address is not allowed.");
  return { bytes: stream(atUrl), close: () => {} };
};
type Given = { files?: Record<string, Uint8Array>; actor?: Actor };
const mix = (input: unknown, { files = {}, actor = anna }: Given = {}) =>
  withTemporaryPictures(
    ctx,
    async (pictures) => {
      for (const [name, bytes] of Object.entries(files)) await pictures.take(name, stream(bytes));
      return operations.searchByMix.output.parse(await searchByMix(as(actor), operations.searchMix.parse(input), pictures));
    },
    fetchUrl,
  );
const compare = (input: unknown, { files = {}, actor = anna }: Given = {}) =>
  withTemporaryPictures(
    ctx,
    async (pictures) => {
      for (const [name, bytes] of Object.entries(files)) await pictures.take(name, stream(bytes));
      return operations.comparePictures.output.parse(await comparePictures(as(actor), operations.comparison.parse(input), pictures));
    },
    fetchUrl,
  );
const explain = (input: unknown, { files = {}, actor = anna }: Given = {}) =>
  withTemporaryPictures(
    ctx,
    async (pictures) => {
      for (const [name, bytes] of Object.entries(files)) await pictures.take(name, stream(bytes));
      return help.explainMix.output.parse(await explainMix(as(actor), help.explainedMix.parse(input), pictures));
    },
    fetchUrl,
  );
const idsOf = (result: operations.SearchResult) => result.hits.map(({ image }) => image.id);

beforeAll(async () => {
  ctx = await openSearchContext();
  anna = await createTestActor(ctx);
  atUrl = await makeShapePicture({ colour: "blue", shape: "square", seed: 3 });
  for (const colour of ["red", "blue", "green"] as const)
    for (const shape of ["circle", "square"] as const) ids[`${colour} ${shape}`] = await insertShape(ctx, anna, { colour, shape });
});
afterAll(() => ctx?.close());

test("a text, an image, an address and a picture each find their like", async () => {
  expect(idsOf(await mix({ text: "red circle" }))[0]).toBe(ids["red circle"]);
  expect(idsOf(await mix({ url: "https://example.org/a.jpg" }))[0]).toBe(ids["blue square"]);
  const picture = await makeShapePicture({ colour: "green", shape: "circle", seed: 4 });
  expect(idsOf(await mix({}, { files: { picture } }))[0]).toBe(ids["green circle"]);
  const like = idsOf(await mix({ imageId: ids["red circle"] }));
  expect(like).not.toContain(ids["red circle"]);
  expect(await listIncoming(ctx)).toEqual([]);
});

test("a line goes with a picture: its filters hold, its words count, and what it does not want comes later", async () => {
  const files = { picture: await makeShapePicture({ colour: "red", shape: "circle", seed: 6 }) };
  const first = async (input: unknown) => idsOf(await mix(input, { files }))[0];
  expect(await first({})).toBe(ids["red circle"]);
  expect(await first({ q: "blue", weights: { q: 2 } })).toBe(ids["blue circle"]);
  for (const [unwanted, before, after] of [
    ["circle", "red square", "blue circle"],
    ["red", "blue circle", "red square"],
  ]) {
    const order = idsOf(await mix({ q: `-${unwanted}`, minSimilarity: -1 }, { files }));
    expect(order.indexOf(ids[before ?? ""] ?? ""), unwanted).toBeLessThan(order.indexOf(ids[after ?? ""] ?? ""));
  }
  const { hits, query } = await mix({ q: "is:favourite" }, { files });
  expect(hits).toEqual([]);
  expect(query?.tokens).toMatchObject([{ kind: "is" }]);
  expect((await mix({ q: "red circle" })).query?.line).toBe("red circle");
});

test("several pictures are mixed by weight, also minus one, and one that was not sent is refused", async () => {
  const files = {
    picture: await makeShapePicture({ colour: "red", shape: "circle", seed: 6 }),
    picture1: await makeShapePicture({ colour: "red", shape: "square", seed: 7 }),
    picture2: await makeShapePicture({ colour: "blue", shape: "square", seed: 8 }),
  };
  const items = [
    { picture: "picture1", weight: -1 },
    { picture: "picture2", weight: 1 },
  ];
  expect(idsOf(await mix({ items, minSimilarity: -1 }, { files }))[0]).toBe(ids["blue circle"]);
  await expect(mix({ items: [{ picture: "picture3" }] }, { files })).rejects.toMatchObject({ code: "invalid-input" });
});

test("a part of a picture is searched for alone, of one that is sent and of one that is here", async () => {
  const [left, right] = [
    await makeShapePicture({ colour: "blue", shape: "circle" }),
    await makeShapePicture({ colour: "green", shape: "square" }),
  ];
  const { width = 0, height = 0 } = await sharp(left).metadata();
  const both = await sharp({ create: { width: 2 * width, height, channels: 3, background: "white" } })
    .composite([
      { input: left, left: 0, top: 0 },
      { input: right, left: width, top: 0 },
    ])
    .png()
    .toBuffer();
  const sides = { "blue circle": "0,0,0.5,1", "green square": "0.5,0,0.5,1" };
  const imageId = await insertTestPicture(ctx, await createTestActor(ctx), both);
  const [row] = await ctx.db.select().from(images).where(eq(images.id, imageId));
  const owner = { ...anna, userId: row?.ownerId ?? "" };
  const shared = await insertSharedCollection(ctx.db, owner, anna, { imageIds: [imageId] });
  for (const [name, region] of Object.entries(sides)) {
    expect(idsOf(await mix({ region }, { files: { picture: both } }))[0]).toBe(ids[name]);
    const input = operations.searchByImage.input.parse({ imageId, region });
    expect(idsOf(await searchByImage(as(anna), input))[0]).toBe(ids[name]);
  }
  expect(idsOf(await mix({ region: { left: 0, top: 0, width: 1, height: 1 }, imageId, collectionId: shared }))).toEqual([]);
  for (const region of ["0,0,2,1", "0.5,0,0.6,1", "a,b,c,d", "0,0,1", { left: 0, top: 0, width: 0, height: 1 }])
    expect(operations.searchMix.safeParse({ region }).success, JSON.stringify(region)).toBe(false);
});

test("a mix is the sum of its parts by weight, also with less than nothing of one", async () => {
  const moved = await mix({
    text: "red circle",
    items: [
      { text: "red", weight: -1.5 },
      { text: "blue", weight: 1.5 },
    ],
    minSimilarity: -1,
  });
  expect(idsOf(moved)[0]).toBe(ids["blue circle"]);
  const picture = await makeShapePicture({ colour: "red", shape: "square", seed: 6 });
  const items = [
    { text: "green circle", weight: 2 },
    { text: "red", weight: -1 },
  ];
  const result = await mix({ items, minSimilarity: -1 });
  expect(idsOf(result)[0]).toBe(ids["green circle"]);
  expect(result.hits).toHaveLength(6);
  const weighted = await mix({ text: "green circle", weights: { text: 2 }, items: [{ text: "red", weight: -1 }], minSimilarity: -1 });
  expect(weighted.hits.map(({ similarity }) => similarity)).toEqual(result.hits.map(({ similarity }) => similarity));
  const toPicture = await mix({ text: "green", weights: { picture: 3, text: 0 } }, { files: { picture } });
  expect(idsOf(toPicture)[0]).toBe(ids["red square"]);
});

test("filters hold for mixes as well", async () => {
  expect(idsOf(await mix({ text: "red circle", items: [{ text: "square" }], favourite: "true" }))).toEqual([]);
});

test("nothing to search for, parts that cancel out, too many addresses and foreign images are refused", async () => {
  const parts = (weight: number) => ({ text: "red circle", weight });
  await expect(mix({})).rejects.toMatchObject({ code: "invalid-input" });
  await expect(mix({ items: [parts(1), parts(-1)] })).rejects.toMatchObject({ code: "invalid-input" });
  const urls = Array.from({ length: 5 }, () => ({ url: "https://example.org/a.jpg" }));
  await expect(mix({ items: urls })).rejects.toMatchObject({ code: "invalid-input" });
  await expect(mix({ url: "http://127.0.0.1/" })).rejects.toMatchObject({ code: "address-not-allowed" });
  for (const input of [{ items: [{ text: "a", imageId: ids["red circle"] }] }, { items: [{ weight: 1 }] }])
    expect(operations.searchMix.safeParse(input).success).toBe(false);
  const stranger = await createTestActor(ctx);
  for (const imageId of [ids["red circle"], uuidv7()])
    await expect(mix({ imageId }, { actor: stranger })).rejects.toMatchObject({ code: "not-found" });
});

async function insertPicture(actor: Actor, bytes: Buffer): Promise<string> {
  const key = `collections/${uuidv7()}.png`;
  await ctx.storage.write(key, bytes);
  return insertTestImage(ctx.db, actor, { bytes, storageKey: key, contentType: "image/png" });
}

test("equal bytes, equal pixels in another file, a smaller copy and another picture are told apart", async () => {
  const jpeg = await makeShapePicture({ colour: "red", shape: "circle", seed: 7 });
  const png = await sharp(jpeg).png().toBuffer();
  const webp = await sharp(png).webp({ lossless: true }).toBuffer();
  const small = await sharp(png).resize(320).jpeg({ quality: 80 }).toBuffer();
  const imageId = await insertPicture(anna, png);
  const equal = await compare({ a: { imageId } }, { files: { b: png } });
  expect(equal).toMatchObject({ sameBytes: true, samePixels: true, hammingDistance: 0, hammingDistance256: 0 });
  expect(equal.cosineSimilarity).toBeCloseTo(1, 5);
  expect(equal.a).toEqual(equal.b);
  expect(await compare({ b: imageId }, { files: { a: webp } })).toMatchObject({ sameBytes: false, samePixels: true, hammingDistance: 0 });
  const smaller = await compare({}, { files: { a: png, b: small } });
  expect(smaller).toMatchObject({ sameBytes: false, samePixels: false, b: { width: 320 } });
  expect(smaller.hammingDistance).toBeLessThanOrEqual(4);
  expect(smaller.cosineSimilarity).toBeGreaterThan(0.95);
  const other = await compare({ a: { imageId }, b: "https://example.org/a.jpg" });
  expect(other).toMatchObject({ sameBytes: false, samePixels: false });
  expect(other.hammingDistance).toBeGreaterThan(10);
  expect(other.cosineSimilarity).toBeLessThan(0.9);
  expect(await listIncoming(ctx)).toEqual([]);
});

test("a flat picture has no perceptual hash to compare", async () => {
  const flat = await sharp({ create: { width: 50, height: 50, channels: 3, background: "#777" } })
    .png()
    .toBuffer();
  expect(await compare({}, { files: { a: flat, b: flat } })).toMatchObject({ hammingDistance: null, sameBytes: true, samePixels: true });
});

test("a side that is missing, named twice, foreign or no picture is refused", async () => {
  const png = await sharp(atUrl).png().toBuffer();
  const imageId = await insertPicture(anna, png);
  await expect(compare({ a: { imageId } })).rejects.toMatchObject({ code: "invalid-input" });
  await expect(compare({ a: { imageId }, b: { imageId } }, { files: { a: png } })).rejects.toMatchObject({ code: "invalid-input" });
  await expect(compare({}, { files: { a: png, b: Buffer.from("text") } })).rejects.toMatchObject({ code: "type-not-allowed" });
  const stranger = await createTestActor(ctx);
  for (const id of [imageId, uuidv7()])
    await expect(compare({ a: { imageId: id } }, { files: { b: png }, actor: stranger })).rejects.toMatchObject({ code: "not-found" });
});

test("of a picture that is shared without its original, nobody learns whether bytes or pixels are the same", async () => {
  const png = await sharp(atUrl).png().toBuffer();
  const imageId = await insertPicture(anna, png);
  const carl = await createTestActor(ctx);
  const { id: collectionId } = await createCollection(as(anna), { name: "Shared", tags: [], imageIds: [imageId] });
  const member = { id: uuidv7(), collectionId, userId: carl.userId, role: "viewer" as const, acceptedAt: new Date() };
  await ctx.db.insert(collectionMembers).values(member);
  const result = await compare({ a: { imageId } }, { files: { b: png }, actor: carl });
  expect(result).toMatchObject({ sameBytes: null, samePixels: null, hammingDistance: 0 });
});

test("without a model there is no cosine similarity, and the rest is compared", async () => {
  const config = { ...ctx.config, models: { ...ctx.config.models, search: "clip-vit-base-patch32", dir: "/nonexistent" } };
  const result = await withTemporaryPictures(ctx, async (pictures) => {
    for (const name of ["a", "b"]) await pictures.take(name, stream(atUrl));
    return comparePictures({ ...as(anna), config }, {}, pictures);
  });
  expect(result).toMatchObject({ cosineSimilarity: null, hammingDistance: 0, samePixels: true });
});

test("a hit of a mix is explained by its place and cosine similarity among its hits, and by words and filters of the line", async () => {
  const picture = await makeShapePicture({ colour: "green", shape: "circle", seed: 4 });
  const asked = {
    q: "red -tag:none",
    items: [
      { picture: "picture", weight: 0.5 },
      { imageId: ids["blue circle"], weight: -1 },
    ],
  };
  const { hits, total } = await mix(asked, { files: { picture } });
  for (const [index, { image, similarity }] of hits.slice(0, 3).entries()) {
    const explained = await explain({ ...asked, hitId: image.id }, { files: { picture } });
    expect(explained).toMatchObject({ failed: [], rank: index + 1, of: total, meaning: { rank: index + 1, isHit: true } });
    expect(explained.meaning?.similarity).toBeCloseTo(similarity ?? 2, 4);
    expect(explained.words).toMatchObject({ found: [{ word: "red", fields: [] }] });
  }
  const alone = await explain({ hitId: ids["red circle"], imageId: ids["red square"] });
  expect(alone).toMatchObject({ query: null, failed: [], words: null, meaning: { rank: alone.rank ?? expect.any(Number), of: 5 } });
  const failing = await explain({ hitId: ids["red circle"], url: "https://example.org/a.jpg", q: "tag:none" });
  expect([failing.failed.map(({ token }) => token), failing.rank]).toEqual([[0], null]);
  const byText = await explain({ hitId: ids["red circle"], text: "red circle" });
  expect(byText).toMatchObject({ query: null, rank: 1 });
  const stranger = await createTestActor(ctx);
  const hidden = { hitId: ids["red circle"], text: "red" };
  await expect(explain(hidden, { actor: stranger })).rejects.toMatchObject({ code: "not-found" });
});
