import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { addToCollection } from "../collections/change-memberships";
import { createCollection } from "../collections/create-collection";
import { ensureModel } from "../db/embedding-partitions";
import { embeddings } from "../db/schema/embeddings";
import { countImages, listImages } from "./list-images";
import * as operations from "./list-schema";
import { insertTestImage } from "./testing";

let ctx: AccountContext;
let anna: Actor;
const as = () => ({ ...ctx, actor: anna });
const list = (input: object) => listImages(as(), operations.listImages.input.parse(input));

/** Which of the images, by title, pass a filter; the count says the same. */
async function find(filter: object): Promise<string> {
  const { images, total } = await list({ ...filter, include: "details", sort: "added", order: "asc" });
  const titles = images.map((image) => ("title" in image ? image.title : "no view")).join("");
  expect(total).toBe(images.length);
  expect(await countImages(as(), operations.countImages.input.parse(filter))).toEqual({ total });
  return titles;
}

beforeAll(async () => {
  ctx = await openAccountContext();
  anna = await createTestActor(ctx);
  const other = await createTestActor(ctx);
  const add = (title: string, row: Parameters<typeof insertTestImage>[2]) =>
    insertTestImage(ctx.db, anna, { title, addedAt: new Date(Date.UTC(2024, 0, title.charCodeAt(0) - 96, 12)), ...row });
  await add("a", {
    tags: ["sea", 'Ümlaut\'s, "{}"'],
    takenLocal: "2020-05-01T00:00:00",
    rating: 5,
    favourite: true,
    width: 4_000,
    height: 3_000,
  });
  await add("b", { tags: ["sea", "boat"], takenLocal: "2020-05-01T23:59:59.5", latitude: 1, longitude: 2, rating: 3 });
  await add("c", { cameraMake: "NIKON CORPORATION", cameraModel: "NIKON D90", takenLocal: "2020-05-02T00:00:00" });
  await add("d", { cameraModel: "100% _camera_", lens: "Nikkor 50 mm", takenLocal: "1999-12-31T12:00:00" });
  await add("e", { metadata: { album: { id: 7, tags: ["x", "y"] }, album2: null }, sourceUrl: "https://example.org/a?b=1" });
  await add("f", { metadata: { album: { id: 8 } }, status: "pending", width: null, height: null });
  await add("g", { place: "held", tags: ["sea"] });
  await add("h", { place: "trash", tags: ["sea"], trashedAt: new Date() });
  await insertTestImage(ctx.db, other, {
    title: "x",
    tags: ["sea"],
    favourite: true,
    metadata: { album: { id: 7 } },
    latitude: 1,
    longitude: 1,
  });
});
afterAll(() => ctx.close());

test.each([
  [{}, "abcdef"],
  [{ place: "held" }, "g"],
  [{ place: "trash", tag: "sea" }, "h"],
  [{ tag: "sea" }, "ab"],
  [{ tag: ["sea", "boat"] }, "b"],
  [{ tag: 'Ümlaut\'s, "{}"' }, "a"],
  [{ tag: "Sea" }, ""],
  [{ label: "dog" }, ""],
  [{ takenFrom: "2020-05-01", takenTo: "2020-05-01" }, "ab"],
  [{ takenFrom: "2020-05-01T00:00:01", takenTo: "2020-05-02T00:00" }, "bc"],
  [{ takenTo: "2000-01-01" }, "d"],
  [{ addedFrom: "2024-01-02", addedTo: "2024-01-03" }, "bc"],
  [{ addedFrom: "2024-01-02T14:00:00+02:00", addedTo: "2024-01-02T12:00:00Z" }, "b"],
  [{ addedFrom: "2024-01-02T12:00:00.001Z", addedTo: "2024-01-03T11:59:59Z" }, ""],
  [{ camera: "nikon d" }, "c"],
  [{ camera: "NIKKOR" }, "d"],
  [{ camera: "100% _" }, "d"],
  [{ camera: "0%a" }, ""],
  [{ hasPosition: "true" }, "b"],
  [{ hasPosition: "false" }, "acdef"],
  [{ favourite: "true" }, "a"],
  [{ favourite: "false", tag: "sea" }, "b"],
  [{ ratingMin: 3 }, "ab"],
  [{ ratingMin: 4 }, "a"],
  [{ widthMin: 301 }, "a"],
  [{ heightMin: "200" }, "abcde"],
  [{ status: "pending" }, "f"],
  [{ url: "https://example.org/a?b=1" }, "e"],
  [{ url: "https://example.org/" }, ""],
  [{ metadata: '{"album":{"id":7}}' }, "e"],
  [{ metadata: '{"album":{"tags":["y"]}}' }, "e"],
  [{ metadata: '{"album2":null}' }, "e"],
  [{ metadata: "{}" }, "abcdef"],
  [{ metadata: '{"album":{"id":"7"}}' }, ""],
  [{ tag: "sea", ratingMin: 1, takenFrom: "2020-01-01", hasPosition: "true", favourite: "false" }, "b"],
])("%j finds %s", async (filter, titles) => {
  expect(await find(filter)).toBe(titles);
});

test("a filter of a collection knows what is in it, also by the name default", async () => {
  const { images } = await list({ tag: "sea" });
  const collection = await createCollection(as(), { name: "Sea", tags: [] });
  await addToCollection(as(), { collectionId: collection.id, imageIds: images.map(({ id }) => id) });
  expect(await find({ collectionId: collection.id })).toBe("ab");
  expect(await find({ collectionId: collection.id, favourite: "true" })).toBe("a");
  expect(await find({ collectionId: "default", tag: "boat" })).toBe("b");
  expect(await find({ collectionId: collection.id, place: "held" })).toBe("");
});

test("sorting knows both directions, and ratings that are none come last", async () => {
  const order = async (input: object) => {
    const { images } = await list({ ...input, include: "details", tag: [] });
    return images.map((image) => ("title" in image ? image.title : "")).join("");
  };
  expect(await order({ sort: "rating" })).toMatch(/^ab/);
  expect(await order({ sort: "rating", order: "asc" })).toMatch(/ba$/);
  expect(await order({ sort: "added" })).toBe("fedcba");
  expect(await order({ sort: "taken", order: "asc" })).toMatch(/^dabc/);
});

test("pages by number end where the list ends", async () => {
  const pages = await Promise.all([1, 2, 3, 4].map((page) => list({ page: String(page), limit: "2", sort: "added" })));
  expect(pages.map(({ images, total }) => [images.length, total])).toEqual([
    [2, 6],
    [2, 6],
    [2, 6],
    [0, 6],
  ]);
  expect(pages.map(({ nextCursor }) => nextCursor === null)).toEqual([false, false, true, true]);
  expect(new Set(pages.flatMap(({ images }) => images.map(({ id }) => id))).size).toBe(6);
});

test("details are the same as of one image, and tiles have none of them", async () => {
  const tiles = await list({ limit: 1 });
  const views = await list({ limit: 1, include: "details" });
  expect(operations.listImages.output.parse(tiles)).toEqual(tiles);
  expect(operations.listImages.output.parse(views)).toEqual(views);
  expect(views.images[0]).toMatchObject({ ...tiles.images[0], collections: expect.any(Array) });
  expect(tiles.images[0]).not.toHaveProperty("tags");
});

test("what is no filter is refused", () => {
  const bad = [
    { takenFrom: "0000-01-01" },
    { takenTo: "2020-02-30" },
    { takenFrom: "2020-01-01T00:00:00Z" },
    { addedFrom: "2020-01-01T00:00:00" },
    { metadata: "[1]" },
    { metadata: "{" },
    { metadata: '{"a":"\\u0000"}' },
    { metadata: "null" },
    { tag: "" },
    { tag: ["a\0"] },
    { hasPosition: "maybe" },
    { page: "0" },
    { limit: "101" },
    { ratingMin: "6" },
    { order: "up" },
  ];
  for (const input of bad) expect(operations.listImages.input.safeParse(input).success, JSON.stringify(input)).toBe(false);
});

test("a cursor and a page at once, or an order without its collection, are refused", async () => {
  const { nextCursor } = await list({ limit: 1 });
  await expect(list({ limit: 1, page: 2, cursor: nextCursor })).rejects.toMatchObject({ code: "invalid-input" });
  await expect(list({ sort: "collection" })).rejects.toMatchObject({ code: "invalid-input" });
  await expect(list({ collectionId: "0190a5a0-0000-7000-8000-000000000000" })).rejects.toMatchObject({ code: "not-found" });
});

test("embeddings are given on request, of own images alone", async () => {
  await ensureModel(ctx.db, { id: "list-test", dimension: 2 }, ctx.config.database.kind);
  const { images } = await list({ limit: 100, include: "details", url: "https://example.org/a?b=1" });
  const imageId = images[0]?.id ?? "";
  await ctx.db.insert(embeddings).values({ ownerId: anna.userId, modelId: "list-test", imageId, embedding: [0.6, 0.8] });
  const answer = operations.listImages.output.parse(await list({ limit: 100, include: "embeddings" }));
  for (const image of answer.images) {
    const vectors = "embeddings" in image ? image.embeddings : "none";
    expect(vectors).toEqual(image.id === imageId ? [{ model: "list-test", vector: [expect.closeTo(0.6), expect.closeTo(0.8)] }] : []);
  }
  expect(images[0]).not.toHaveProperty("embeddings");
});
