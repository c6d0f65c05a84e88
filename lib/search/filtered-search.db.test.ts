import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Actor, scopeOf, viewScopeOf } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { createCollection } from "../collections/create-collection";
import { collections, images, memberships } from "../db/schema/images";
import { collectionMembers } from "../db/schema/sharing";
import { imageFilter } from "../images/list-schema";
import { insertTestImage } from "../images/testing";
import { embedText } from "../inference/embed-text";
import { dotProduct, normalizeVector } from "../vision/vector";
import { findFilteredChunkEnd, scanFilteredChunk } from "./filtered-queries";
import * as operations from "./schema";
import { searchByImage } from "./search-by-image";
import { searchByText } from "./search-by-text";
import { insertShape, insertVector, openSearchContext, type SearchContext } from "./testing";

let ctx: SearchContext;
let anna: Actor;
let ben: Actor;
const as = (actor: Actor) => ({ ...ctx, actor });
const search = async (input: Record<string, unknown>, actor = anna) => {
  const result = await searchByText(as(actor), operations.searchByText.input.parse({ q: "red circle", ...input }));
  return operations.searchByText.output.parse(result);
};
const idsOf = (result: operations.SearchResult) => result.hits.map(({ image }) => image.id);

/** Repeatable numbers between -1 and 1. */
function createNumbers(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

type Known = { id: string; vector: Float32Array; tags: string[]; favourite: boolean; day: number; width: number };
const known: Known[] = [];

beforeAll(async () => {
  ctx = await openSearchContext();
  anna = await createTestActor(ctx);
  ben = await createTestActor(ctx);
  const draw = createNumbers(7);
  for (let index = 0; index < 60; index++) {
    const vector = normalizeVector(Float32Array.from({ length: ctx.model.dimension }, draw));
    if (!vector) throw new Error("a vector of zeros");
    const [tags, favourite, day, width] = [index % 3 === 0 ? ["trip"] : [], index % 4 === 0, 1 + (index % 28), 100 + index];
    const takenLocal = `2024-05-${String(day).padStart(2, "0")}T12:00:00`;
    const id = await insertTestImage(ctx.db, anna, { id: uuidv7(), originalName: "0.jpg", tags, favourite, takenLocal, width });
    await insertVector(ctx, anna, id, vector);
    known.push({ id, vector, tags, favourite, day, width });
  }
});
afterAll(() => ctx?.close());

/** What an exact scan over the same vectors says. */
async function scanInMemory(passes: (image: Known) => boolean, similarityMin: number) {
  const query = await embedText(ctx.inference, ctx.model, "red circle");
  if (!query) throw new Error("the model knows no word");
  return known
    .filter(passes)
    .map(({ id, vector }) => ({ id, similarity: dotProduct(query, vector) }))
    .filter(({ similarity }) => similarity >= similarityMin)
    .sort((a, b) => b.similarity - a.similarity);
}

test.each<[string, Record<string, unknown>, (image: Known) => boolean]>([
  ["a tag", { tag: "trip" }, ({ tags }) => tags.includes("trip")],
  ["a favourite mark", { favourite: "true" }, ({ favourite }) => favourite],
  ["days", { takenFrom: "2024-05-05", takenTo: "2024-05-09" }, ({ day }) => day >= 5 && day <= 9],
  [
    "several at once",
    { tag: "trip", favourite: "false", widthMin: 120 },
    (one) => one.tags.length > 0 && !one.favourite && one.width >= 120,
  ],
  ["no filter", {}, () => true],
  ["nothing that passes", { tag: "nobody has this" }, () => false],
])("a search filtered by %s finds exactly what a scan of the vectors does", async (_name, filter, passes) => {
  for (const similarityMin of [-1, 0, 0.2]) {
    const expected = await scanInMemory(passes, similarityMin);
    const result = await search({ ...filter, minSimilarity: similarityMin, limit: 1_000 });
    expect(idsOf(result)).toEqual(expected.map(({ id }) => id));
    for (const [index, { similarity }] of expected.entries()) expect(result.hits[index]?.similarity).toBeCloseTo(similarity, 5);
    expect(result.total).toBe(expected.length);
  }
});

test("the filter comes before the neighbors: a small limit is still met", async () => {
  const expected = await scanInMemory(({ width }) => width >= 150, -1);
  const result = await search({ widthMin: 150, minSimilarity: -1, limit: 3 });
  expect(idsOf(result)).toEqual(expected.slice(0, 3).map(({ id }) => id));
  expect(result.total).toBe(expected.length);
});

test("pages meet each hit once", async () => {
  const expected = await scanInMemory(({ favourite }) => favourite, -1);
  const pages = [];
  for (const page of [1, 2, 3]) pages.push(await search({ favourite: "true", minSimilarity: -1, limit: 6, page }));
  expect(pages.flatMap(idsOf)).toEqual(expected.map(({ id }) => id));
  expect(pages.map(({ page, total }) => [page, total])).toEqual([1, 2, 3].map((page) => [page, expected.length]));
  expect((await search({ limit: 1_000, page: 3 })).hits).toEqual([]);
});

test("chunks of a filtered scan meet each embedding once, in the library and in a collection", async () => {
  const members = known.filter((_, index) => index % 2 === 0).map(({ id }) => id);
  const { id: collectionId } = await createCollection(as(anna), { name: "Half", tags: [], imageIds: members });
  const vector = known[0]?.vector ?? new Float32Array();
  for (const [filter, size] of [
    [imageFilter.parse({ tag: "trip" }), 20],
    [imageFilter.parse({ collectionId }), 30],
  ] as const) {
    const filtered = { scope: scopeOf(anna), view: viewScopeOf(anna), filter };
    const found: string[] = [];
    let afterId: string | undefined;
    for (let round = 0; round < 10; round++) {
      const endId = await findFilteredChunkEnd(ctx.db, filtered, ctx.model.id, afterId, 7);
      const rows = await scanFilteredChunk(ctx.db, filtered, { modelId: ctx.model.id, vector, limit: 100 }, { afterId, endId });
      found.push(...rows.map(({ imageId }) => imageId));
      if (endId === undefined) break;
      afterId = endId;
    }
    expect([new Set(found).size, found.length]).toEqual([size, size]);
  }
});

test("words are filtered too, and have the similarity of what they show", async () => {
  const actor = await createTestActor(ctx);
  const green = await insertShape(ctx, actor, { colour: "green", shape: "square" }, { originalName: "quokka.jpg", tags: ["a"] });
  const blind = await insertTestImage(ctx.db, actor, { originalName: "quokka.png", tags: ["b"] });
  const both = await search({ q: "quokka" }, actor);
  expect(new Set(idsOf(both))).toEqual(new Set([green, blind]));
  expect(idsOf(await search({ q: "quokka", tag: "b" }, actor))).toEqual([blind]);
  expect(idsOf(await search({ q: "quokka", minSimilarity: 0.9 }, actor))).toEqual([]);
  expect(both.hits.find(({ image }) => image.id === blind)?.similarity).toBeNull();
});

test("in a shared collection everything in it is found, and tiles of others are redacted", async () => {
  const carl = await createTestActor(ctx);
  const hers = await insertShape(
    ctx,
    anna,
    { colour: "red", shape: "circle", seed: 3 },
    { originalName: "secret-name.jpg", favourite: true },
  );
  const hidden = await insertShape(ctx, anna, { colour: "red", shape: "circle", seed: 4 }, { originalName: "elsewhere.jpg" });
  const his = await insertShape(ctx, ben, { colour: "red", shape: "circle", seed: 5 }, { originalName: "by-ben.jpg" });
  const { id: collectionId } = await createCollection(as(anna), { name: "Shared", tags: [], imageIds: [hers] });
  await ctx.db
    .insert(collectionMembers)
    .values(
      [ben, carl].map(({ userId }) => ({ id: uuidv7(), collectionId, userId, role: "contributor" as const, acceptedAt: new Date() })),
    );
  await ctx.db.insert(memberships).values({ collectionId, imageId: his });

  const forCarl = await search({ collectionId }, carl);
  expect(new Set(idsOf(forCarl))).toEqual(new Set([hers, his]));
  expect(forCarl.coverage).toMatchObject({ embedded: 2, waiting: 0 });
  expect(JSON.stringify(forCarl)).not.toMatch(/secret-name|by-ben|"favourite":true/);
  expect((await search({}, carl)).hits).toEqual([]);
  expect(idsOf(await search({ collectionId }, ben))).toContain(hers);
  expect(idsOf(await search({ collectionId }))).not.toContain(hidden);

  // A file's name is no way to an image whose details are not shared.
  expect(idsOf(await search({ q: "secret-name", collectionId, minSimilarity: 0.999 }, carl))).toEqual([]);
  expect((await search({ q: "secret-name", collectionId }, carl)).hits.filter(({ foundBy }) => foundBy.includes("words"))).toEqual([]);
  await ctx.db.update(collections).set({ shareDetails: true }).where(eq(collections.id, collectionId));
  const named = await search({ q: "secret-name", collectionId }, carl);
  expect(named.hits.filter(({ foundBy }) => foundBy.includes("words")).map(({ image }) => image.originalName)).toEqual(["secret-name.jpg"]);

  const like = operations.searchByImage.input.parse({ imageId: hers, collectionId });
  expect(idsOf(await searchByImage(as(carl), like))).toEqual([his]);
  const dora = await createTestActor(ctx);
  await expect(search({ collectionId }, dora)).rejects.toMatchObject({ code: "not-found" });
  await expect(searchByImage(as(dora), like)).rejects.toMatchObject({ code: "not-found" });
});

test("places other than the library are searched only when they are named", async () => {
  const actor = await createTestActor(ctx);
  const id = await insertShape(ctx, actor, { colour: "red", shape: "circle" });
  await ctx.db.update(images).set({ place: "trash" }).where(eq(images.id, id));
  expect(idsOf(await search({}, actor))).toEqual([]);
  expect(idsOf(await search({ place: "trash" }, actor))).toEqual([id]);
});
