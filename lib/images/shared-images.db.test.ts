import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { getImage } from "./get-image";
import { getOriginal } from "./get-original";
import { getThumbnail } from "./get-thumbnail";
import { countImages, listImages } from "./list-images";
import * as operations from "./list-schema";
import { insertSharedCollection, insertTestImage, insertTestPicture, openPictureContext, type PictureTestContext } from "./testing";
import { updateImage, updateImages } from "./update-images";

let ctx: PictureTestContext;
let anna: Actor;
let ben: Actor;
const as = (actor: Actor) => ({ ...ctx, actor });
const list = (actor: Actor, input: object) => listImages(as(actor), operations.listImages.input.parse(input));
const idsOf = async (actor: Actor, input: object) => (await list(actor, input)).images.map(({ id }) => id);

const exif = { cameraSerial: "CANARY-serial", description: "CANARY in the file", keywords: ["CANARY-keyword"] };
const telling = {
  originalName: "CANARY.png",
  sourceUrl: "https://example.org/CANARY",
  description: "CANARY in the file",
  tags: ["CANARY-keyword", "ours"],
  cameraMake: "CANARY",
  lens: "CANARY",
  latitude: 1,
  longitude: 2,
  rating: 5,
  favourite: true,
  metadata: { a: { b: "CANARY" } },
  exif,
};

beforeAll(async () => {
  ctx = await openPictureContext();
  anna = await createTestActor(ctx);
  ben = await createTestActor(ctx);
});
afterAll(() => ctx.close());

test("a picture in a shared collection is seen without what tells on its owner, in every list", async () => {
  const imageId = await insertTestImage(ctx.db, anna, { ...telling, sourceUrl: "https://example.org/CANARY/1" });
  const collectionId = await insertSharedCollection(ctx.db, anna, ben, { imageIds: [imageId] });
  const own = await insertSharedCollection(ctx.db, anna, undefined, { imageIds: [imageId] });
  const view = await getImage(as(ben), { imageId });
  expect(view).toMatchObject({ access: "viewer", title: null, tags: ["ours"], position: null, originalUrl: null });
  expect(view.collections.map(({ id }) => id)).toEqual([collectionId]);
  for (const include of [undefined, "details"]) {
    const page = await list(ben, { collectionId, limit: 1, ...(include && { include }) });
    expect(page.total).toBe(1);
    expect(JSON.stringify([view, page])).not.toMatch(/CANARY/i);
  }
  await expect(list(ben, { collectionId: own })).rejects.toMatchObject({ code: "not-found", message: "There is no such collection." });
  expect(await idsOf(ben, {})).toEqual([]);
  expect((await getImage(as(anna), { imageId })).originalName).toBe("CANARY.png");
});

test("neither cursors nor the order of names tell a hidden name", async () => {
  const imageIds = [];
  for (const name of ["CANARY-b.png", "CANARY-a.png", "CANARY-c.png"])
    imageIds.push(await insertTestImage(ctx.db, anna, { originalName: name }));
  const collectionId = await insertSharedCollection(ctx.db, anna, ben, { imageIds });
  const page = await list(ben, { collectionId, sort: "name", limit: 1 });
  expect(Buffer.from(page.nextCursor ?? "", "base64url").toString()).not.toMatch(/canary/i);
  const byShownName = imageIds.toSorted((a, b) => a.slice(-8).localeCompare(b.slice(-8)));
  expect(await idsOf(ben, { collectionId, sort: "name" })).toEqual(byShownName);
  expect(await idsOf(anna, { collectionId, sort: "name" })).toEqual([imageIds[1], imageIds[0], imageIds[2]]);
});

test("filters find nothing by what is hidden, and find it where details are shared", async () => {
  const imageId = await insertTestImage(ctx.db, anna, { ...telling, sourceUrl: "https://example.org/CANARY/2" });
  const hides = await insertSharedCollection(ctx.db, anna, ben, { imageIds: [imageId] });
  const details = [
    { tag: "CANARY-keyword" },
    { camera: "canary" },
    { hasPosition: "true" },
    { url: "https://example.org/CANARY/2" },
    { metadata: '{"a":{"b":"CANARY"}}' },
  ];
  const ownOnly = [{ favourite: "true" }, { ratingMin: 1 }];
  const plain = [{ tag: "ours" }, { hasPosition: "false" }, { favourite: "false" }];
  for (const filter of [...details, ...ownOnly]) {
    expect(await idsOf(ben, { collectionId: hides, ...filter }), JSON.stringify(filter)).toEqual([]);
    expect(await idsOf(anna, { collectionId: hides, ...filter }), JSON.stringify(filter)).toEqual([imageId]);
  }
  for (const filter of plain) expect(await idsOf(ben, { collectionId: hides, ...filter }), JSON.stringify(filter)).toEqual([imageId]);
  const shows = await insertSharedCollection(ctx.db, anna, ben, { shareDetails: true, imageIds: [imageId] });
  for (const filter of details) expect(await idsOf(ben, { collectionId: shows, ...filter }), JSON.stringify(filter)).toEqual([imageId]);
  for (const filter of ownOnly) expect(await idsOf(ben, { collectionId: shows, ...filter }), JSON.stringify(filter)).toEqual([]);
  expect(await getImage(as(ben), { imageId })).toMatchObject({ originalName: "CANARY.png", exif, rating: null, favourite: false });
});

test("held and trashed pictures of others are out of sight, and so are those that are no longer shared", async () => {
  const imageIds = [];
  for (const place of ["held", "trash"] as const) imageIds.push(await insertTestImage(ctx.db, anna, { place }));
  const collectionId = await insertSharedCollection(ctx.db, anna, ben, { imageIds });
  for (const place of ["library", "held", "trash"]) expect(await idsOf(ben, { collectionId, place })).toEqual([]);
  for (const imageId of imageIds) await expect(getImage(as(ben), { imageId })).rejects.toMatchObject({ code: "not-found" });
  expect(await countImages(as(anna), operations.countImages.input.parse({ collectionId, place: "trash" }))).toEqual({ total: 1 });
});

test("originals of others leave only where they are shared, and without details as clean copies", async () => {
  const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background: "#aabbcc" } })
    .jpeg()
    .withExif({ IFD0: { Make: "CANARY" } })
    .toBuffer();
  const imageId = await insertTestPicture(ctx, anna, bytes, { originalName: "CANARY.jpg", contentType: "image/jpeg" });
  const open = async () => {
    const original = await getOriginal(as(ben), { imageId });
    return { original, bytes: await buffer((await original.open()).stream) };
  };
  await expect(open()).rejects.toMatchObject({ code: "not-found" });
  await insertSharedCollection(ctx.db, anna, ben, { imageIds: [imageId] });
  await expect(open()).rejects.toMatchObject({ code: "forbidden", message: expect.stringContaining("2048") });
  const served = await getThumbnail(as(ben), { imageId, size: 2_048, format: "jpeg" });
  expect((await buffer((await served.open()).stream)).includes("CANARY")).toBe(false);
  await insertSharedCollection(ctx.db, anna, ben, { shareOriginals: true, imageIds: [imageId] });
  const clean = await open();
  expect(clean.original.fileName).toBe(`picture-${imageId.slice(-8)}.jpg`);
  expect(await sharp(clean.bytes).metadata()).toMatchObject({ width: 64, height: 48 });
  expect(clean.bytes.includes("CANARY")).toBe(false);
  await insertSharedCollection(ctx.db, anna, ben, { shareDetails: true, imageIds: [imageId] });
  const whole = await open();
  expect(whole.original.fileName).toBe("CANARY.jpg");
  expect(whole.bytes.equals(bytes)).toBe(true);
});

test("an editor changes title, description and tags, and nothing else; a viewer nothing", async () => {
  const imageId = await insertTestImage(ctx.db, anna, { ...telling, sourceUrl: null });
  await insertSharedCollection(ctx.db, anna, ben, { role: "viewer", imageIds: [imageId] });
  await expect(updateImage(as(ben), { imageId, title: "Mine" })).rejects.toMatchObject({ code: "forbidden" });
  await insertSharedCollection(ctx.db, anna, ben, { role: "editor", imageIds: [imageId] });
  const own = { favourite: false, rating: 1, takenAt: "2020-01-01T00:00:00", position: null, metadata: {} };
  for (const [field, value] of Object.entries(own))
    await expect(updateImage(as(ben), { imageId, title: "x", [field]: value }), field).rejects.toMatchObject({ code: "forbidden" });
  const seen = await updateImage(as(ben), { imageId, title: "Mine", tags: ["sea"] });
  expect(seen).toMatchObject({ access: "editor", title: "Mine", tags: ["sea"], description: null });
  expect(await getImage(as(anna), { imageId })).toMatchObject({
    title: "Mine",
    tags: ["CANARY-keyword", "sea"],
    description: "CANARY in the file",
    rating: 5,
  });
  const mine = await insertTestImage(ctx.db, ben);
  const cara = await createTestActor(ctx);
  await expect(updateImages(as(cara), { imageIds: [imageId], changes: { title: "x" } })).rejects.toMatchObject({ code: "not-found" });
  await expect(updateImages(as(ben), { imageIds: [mine, imageId], changes: { favourite: true } })).rejects.toMatchObject({
    code: "forbidden",
  });
  expect((await getImage(as(ben), { imageId: mine })).favourite).toBe(false);
});
