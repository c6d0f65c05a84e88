import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { addToCollection } from "../collections/change-memberships";
import { createCollection } from "../collections/create-collection";
import { duplicatePairs } from "../db/schema/duplicates";
import { getImage } from "./get-image";
import { getOriginal } from "./get-original";
import { getThumbnail } from "./get-thumbnail";
import { listImages } from "./list-images";
import { imageSort, listImages as listImagesOperation, listTimelineImages as listTimelineImagesOperation } from "./list-schema";
import { encodePageCursor } from "./page-cursor";
import { imageView, updateImage as updateImageOperation } from "./schema";
import { insertTestImage } from "./testing";
import { restoreImages, trashImages } from "./trash-images";
import { updateImage, updateImages } from "./update-images";

let ctx: AccountContext;
let anna: Actor;
let ben: Actor;
const as = (actor: Actor) => ({ ...ctx, actor });
const list = (actor: Actor, input: object) => listImages(as(actor), listImagesOperation.input.parse(input));

beforeAll(async () => {
  ctx = await openAccountContext();
  anna = await createTestActor(ctx);
  ben = await createTestActor(ctx);
});
afterAll(() => ctx.close());

test("pages of every order meet each image once", async () => {
  const actor = await createTestActor(ctx);
  const ids = new Set<string>();
  for (let index = 0; index < 7; index++) {
    const day = `2024-05-0${(index % 3) + 1}T10:00:00.123456`;
    ids.add(await insertTestImage(ctx.db, actor, { takenLocal: day, originalName: `B${index % 2}'%.png`, addedAt: new Date(index % 4) }));
  }
  const orders = imageSort.options.flatMap((sort) => (["asc", "desc", undefined] as const).map((order) => ({ sort, order })));
  for (const { sort, order } of orders) {
    const input = { sort, ...(order && { order }), collectionId: sort === "collection" ? "default" : undefined };
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 1; page === 1 || cursor; page++) {
      const byCursor = await list(actor, { ...input, limit: 2, ...(cursor && { cursor }) });
      const byNumber = await list(actor, { ...input, limit: 2, page });
      expect(byNumber).toEqual(byCursor);
      expect(byCursor.total).toBe(7);
      seen.push(...byCursor.images.map(({ id }) => id));
      cursor = byCursor.nextCursor ?? undefined;
    }
    expect(seen.length, `${sort} ${order}`).toBe(7);
    expect(new Set(seen)).toEqual(ids);
    const whole = await list(actor, { ...input, limit: 100 });
    expect(whole.images.map(({ id }) => id)).toEqual(seen);
  }
});

test("a cursor that somebody made up is refused", async () => {
  const id = uuidv7();
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const bad = [
    "x",
    "",
    "%00",
    encode(null),
    encode(["taken", "", ["2024-02-31T00:00:00.000000"], id]),
    encode(["taken", "", ["0000-01-01T00:00:00.000000"], id]),
    encode(["taken", "", ["2024-01-01T00:00:00.000000"], "'; drop table images"]),
    encode(["taken", "asc", ["2024-01-01T00:00:00.000000"], id]),
    encode(["taken", "", ["2024-01-01T00:00:00.000000", "2024-01-01T00:00:00.000000"], id]),
    encode(["name", "", ["a"], id]),
    encode(["taken", "", ["infinity"], id]),
  ];
  for (const cursor of bad) await expect(list(anna, { cursor })).rejects.toMatchObject({ code: "invalid-input" });
  await expect(list(anna, { sort: "name", cursor: encodePageCursor({ sort: "name" }, { keys: ["a\0"], id }) })).rejects.toMatchObject({
    code: "invalid-input",
  });
  await expect(list(anna, { sort: "name", cursor: encodePageCursor({ sort: "name" }, { keys: ["'%_\\"], id }) })).resolves.toBeDefined();
});

test("an image is shown with its collections and what it repeats, in both directions", async () => {
  const original = await insertTestImage(ctx.db, anna, { latitude: 1, longitude: 2, exif: { iso: 100 } });
  const copy = await insertTestImage(ctx.db, anna, { place: "held" });
  const trashed = await insertTestImage(ctx.db, anna, { place: "trash" });
  const pair = { ownerId: anna.userId, verdict: "duplicate" as const };
  await ctx.db.insert(duplicatePairs).values([
    { ...pair, id: uuidv7(), imageId: copy, ofImageId: original, layer: "embedding", distance: 0.98 },
    { ...pair, id: uuidv7(), imageId: copy, ofImageId: original, layer: "perceptual", distance: 3 },
    { ...pair, id: uuidv7(), imageId: trashed, ofImageId: original, layer: "bytes", distance: 0 },
  ]);
  const collection = await createCollection(as(anna), { name: "Trip", tags: [], imageIds: [original] });
  const view = await getImage(as(anna), { imageId: original });
  expect(imageView.parse(view)).toEqual(view);
  expect(view.collections.map(({ name }) => name)).toEqual(["My pictures", "Trip"]);
  expect(view.duplicates).toMatchObject([{ image: { id: copy, place: "held" }, layer: "perceptual", distance: 3 }]);
  expect(view.position).toEqual({ latitude: 1, longitude: 2, altitudeM: null });
  expect((await getImage(as(anna), { imageId: copy })).duplicates).toMatchObject([{ image: { id: original } }]);
  expect((await list(anna, { collectionId: collection.id })).images.map(({ id }) => id)).toEqual([original]);
});

test("a row never leaves as it is: no owner, no path, no search words", async () => {
  const view = await getImage(as(anna), { imageId: await insertTestImage(ctx.db, anna) });
  expect(Object.keys(view).filter((key) => !(key in imageView.shape))).toEqual([]);
});

test("what people say about an image is kept, whatever signs are in it", async () => {
  const imageId = await insertTestImage(ctx.db, anna);
  const tags = ['a"b', "{x}", "back\\slash", "null", "狗", "a"];
  const view = await updateImage(as(anna), { imageId, title: 'It\'s "100%"', favourite: true, tags: [...tags, "a"], rating: 5 });
  expect(view).toMatchObject({ title: 'It\'s "100%"', favourite: true, tags, rating: 5, description: null });
  const emptied = await updateImage(as(anna), { imageId, title: null, tags: [], rating: null });
  expect(emptied).toMatchObject({ title: null, favourite: true, tags: [], rating: null });
});

test("a bulk change is all or none", async () => {
  const mine = [await insertTestImage(ctx.db, anna), await insertTestImage(ctx.db, anna)];
  const imageIds = [...mine, await insertTestImage(ctx.db, ben)];
  const notFound = { code: "not-found", message: "There is no such picture." };
  await expect(updateImages(as(anna), { imageIds, changes: { favourite: true } })).rejects.toMatchObject(notFound);
  await expect(trashImages(as(anna), { imageIds })).rejects.toMatchObject(notFound);
  await expect(restoreImages(as(anna), { imageIds })).rejects.toMatchObject(notFound);
  for (const imageId of mine) expect(await getImage(as(anna), { imageId })).toMatchObject({ favourite: false, place: "library" });
  await updateImages(as(anna), { imageIds: [...mine, ...mine], changes: { favourite: true } });
  for (const imageId of mine) expect(await getImage(as(anna), { imageId })).toMatchObject({ favourite: true });
});

test("what is in the trash is in no other list, and comes back as it was", async () => {
  const actor = await createTestActor(ctx);
  const imageId = await insertTestImage(ctx.db, actor);
  await trashImages(as(actor), { imageIds: [imageId] });
  const { trashedAt } = await getImage(as(actor), { imageId });
  ctx.clock.advanceS(60);
  await trashImages(as(actor), { imageIds: [imageId] });
  expect((await getImage(as(actor), { imageId })).trashedAt).toBe(trashedAt);
  expect((await list(actor, {})).total).toBe(0);
  expect((await list(actor, { collectionId: "default" })).total).toBe(0);
  expect((await list(actor, { place: "trash", sort: "trashed" })).images.map(({ id }) => id)).toEqual([imageId]);
  await restoreImages(as(actor), { imageIds: [imageId] });
  expect(await getImage(as(actor), { imageId })).toMatchObject({ place: "library", trashedAt: null });
});

test("somebody else's image answers exactly as one that does not exist", async () => {
  const theirs = await insertTestImage(ctx.db, ben);
  const missing = uuidv7();
  const parts = { storage: undefined as never, decoder: undefined as never };
  const ask = [
    (imageId: string) => getImage(as(anna), { imageId }),
    (imageId: string) => getOriginal({ ...as(anna), ...parts }, { imageId }),
    (imageId: string) => getThumbnail({ ...as(anna), ...parts }, { imageId, size: "small", format: "jpeg" }),
    (imageId: string) => updateImage(as(anna), { imageId, title: "mine" }),
    (imageId: string) => addToCollection(as(anna), { collectionId: "default", imageIds: [imageId] }),
    (imageId: string) => createCollection(as(anna), { name: "x", tags: [], imageIds: [imageId] }),
  ];
  for (const each of ask) {
    const answers = await Promise.all([theirs, missing].map((id) => each(id).catch(({ code, message }) => ({ code, message }))));
    expect(answers[0]).toEqual({ code: "not-found", message: "There is no such picture." });
    expect(answers[1]).toEqual(answers[0]);
  }
  const { images } = await list(anna, { limit: 100 });
  expect(images.map(({ id }) => id)).not.toContain(theirs);
});

test("texts with NUL are refused before they reach the database", () => {
  expect(updateImageOperation.input.safeParse({ imageId: uuidv7(), title: "a\0b" }).success).toBe(false);
  expect(updateImageOperation.input.safeParse({ imageId: uuidv7(), tags: ["\0"] }).success).toBe(false);
  expect(listTimelineImagesOperation.input.safeParse({ day: "0000-01-01" }).success).toBe(false);
});
