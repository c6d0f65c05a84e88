import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeShapePicture } from "../../e2e/fixtures/tiny-encoder-picture";
import type { Actor } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { images } from "../db/schema/images";
import { savedSearches } from "../db/schema/searches";
import { collectionMembers } from "../db/schema/sharing";
import { insertSharedCollection, insertTestPicture } from "../images/testing";
import { limits } from "../limits";
import { createSavedSearch, getSavedSearch, listSavedSearches, listSavedSearchImages, updateSavedSearch } from "./save-search";
import * as operations from "./saved-schema";
import { searchMix } from "./schema";
import { searchByMix } from "./search-by-mix";
import { withTemporaryPictures } from "./temporary-pictures";
import { insertShape, listIncoming, openSearchContext, type SearchContext } from "./testing";

let ctx: SearchContext;
let anna: Actor;
let ben: Actor;
let red: string;
let blue: string;
const as = (actor: Actor) => ({ ...ctx, actor });

beforeAll(async () => {
  ctx = await openSearchContext();
  [anna, ben] = [await createTestActor(ctx), await createTestActor(ctx)];
  red = await insertShape(ctx, anna, { colour: "red", shape: "circle", seed: 1 });
  blue = await insertShape(ctx, anna, { colour: "blue", shape: "square", seed: 1 });
  for (const colour of ["red", "blue"] as const)
    for (const shape of ["circle", "square"] as const) await insertShape(ctx, anna, { colour, shape, seed: 2 });
});
afterAll(() => ctx?.close());

const keep = (input: { query?: string; pictures?: unknown[] }, actor = anna) =>
  createSavedSearch(as(actor), operations.createSavedSearch.input.parse({ name: "Kept", ...input }));
const run = (searchId: string, actor = anna) =>
  listSavedSearchImages(as(actor), operations.listSavedSearchImages.input.parse({ searchId, minSimilarity: -1 }));
const idsOf = ({ hits }: { hits: readonly { image: { id: string } }[] }) => hits.map(({ image }) => image.id);
const mix = async (input: object) =>
  idsOf(await withTemporaryPictures(ctx, (pictures) => searchByMix(as(anna), searchMix.parse({ ...input, minSimilarity: -1 }), pictures)));

test("a kept search with words and pictures finds what the same mix finds, and its pictures are no hits", async () => {
  const pictures = [{ imageId: red }, { imageId: blue, weight: -0.5 }];
  for (const query of ["", "circle"]) {
    const { id } = await keep({ query, pictures });
    const found = await run(id);
    expect(operations.listSavedSearchImages.output.parse(found).missingPictures).toBe(0);
    const items = [{ imageId: red }, { imageId: blue, weight: -0.5 }];
    expect(idsOf(found)).toEqual(await mix({ items, ...(query && { q: query }) }));
    expect(idsOf(found).length).toBeGreaterThan(0);
    for (const imageId of [red, blue]) expect(idsOf(found)).not.toContain(imageId);
  }
  expect(await listIncoming(ctx)).toEqual([]);
});

test("a picture that stands for several duplicates is searched with once, and which they were is said to nobody", async () => {
  const { id } = await keep({ pictures: [{ imageId: red }] });
  const twice = [
    { imageId: red, weight: 1, formerIds: [uuidv7()] },
    { imageId: red, weight: 2 },
  ];
  await ctx.db.update(savedSearches).set({ pictures: twice }).where(eq(savedSearches.id, id));
  expect(await getSavedSearch(as(anna), { searchId: id })).toMatchObject({ pictures: [{ imageId: red, weight: 1 }], missingPictures: 0 });
  expect(JSON.stringify(await listSavedSearches(as(anna), {}))).not.toContain("formerIds");
  expect(idsOf(await run(id))).toEqual(await mix({ items: [{ imageId: red }] }));
});

test("weights and parts of pictures are kept as they were", async () => {
  const imageId = await insertTestPicture(ctx, anna, await makeShapePicture({ colour: "green", shape: "circle" }));
  const region = { left: 0, top: 0, width: 0.5, height: 1 };
  const { id } = await keep({
    pictures: [
      { imageId, weight: 2, region },
      { imageId: blue, weight: -1 },
    ],
  });
  const views = [await getSavedSearch(as(anna), { searchId: id })];
  views.push(...(await listSavedSearches(as(anna), { limit: 100 })).searches.filter((one) => one.id === id));
  for (const view of views)
    expect(operations.savedSearch.parse(view)).toMatchObject({
      query: "",
      pictures: [
        { imageId, weight: 2, region },
        { imageId: blue, weight: -1 },
      ],
      missingPictures: 0,
    });
  expect(idsOf(await run(id))).toEqual(
    await mix({
      items: [
        { imageId, weight: 2, region },
        { imageId: blue, weight: -1 },
      ],
    }),
  );
});

test("nothing, more pictures than a search of the page has, and pictures that one may not see are refused", async () => {
  await expect(keep({ query: " " })).rejects.toMatchObject({ code: "invalid-input", fieldErrors: { query: expect.any(String) } });
  const many = Array.from({ length: limits.search.picturesMax + 1 }, () => ({ imageId: red }));
  expect(operations.createSavedSearch.input.safeParse({ name: "Kept", pictures: many }).success).toBe(false);
  for (const imageId of [red, uuidv7()]) await expect(keep({ pictures: [{ imageId }] }, ben)).rejects.toMatchObject({ code: "not-found" });
  const { id } = await keep({ query: "circle" }, ben);
  await expect(updateSavedSearch(as(ben), { searchId: id, pictures: [{ imageId: red, weight: 1 }] })).rejects.toMatchObject({
    code: "not-found",
  });
  await expect(updateSavedSearch(as(ben), { searchId: id, query: "" })).rejects.toMatchObject({ code: "invalid-input" });
  expect(await getSavedSearch(as(ben), { searchId: id })).toMatchObject({ query: "circle", pictures: [] });
});

test("a picture that is no longer shared is told as gone, answers nothing any more, and the rest goes on", async () => {
  const own = await insertShape(ctx, ben, { colour: "red", shape: "circle", seed: 3 });
  const near = await insertShape(ctx, ben, { colour: "blue", shape: "square", seed: 3 });
  const shared = await insertSharedCollection(ctx.db, anna, ben, { imageIds: [blue] });
  const { id: both } = await keep({ pictures: [{ imageId: own }, { imageId: blue, weight: 2 }] }, ben);
  const { id: alone } = await keep({ pictures: [{ imageId: blue }] }, ben);
  expect(idsOf(await run(alone, ben))[0]).toBe(near);
  await ctx.db.delete(collectionMembers).where(eq(collectionMembers.collectionId, shared));
  expect(await getSavedSearch(as(ben), { searchId: both })).toMatchObject({ pictures: [{ imageId: own }], missingPictures: 1 });
  const withoutIt = await keep({ pictures: [{ imageId: own }] }, ben);
  const found = await run(both, ben);
  expect([found.missingPictures, idsOf(found)]).toEqual([1, idsOf(await run(withoutIt.id, ben))]);
  expect(await run(alone, ben)).toMatchObject({ missingPictures: 1, hits: [], total: 0 });
  // It stays in the search until that gets other pictures, for it may be shared again.
  const pictures = [{ imageId: own, weight: 1 }];
  expect(await updateSavedSearch(as(ben), { searchId: both, query: "circle" })).toMatchObject({ pictures, missingPictures: 1 });
  expect(await updateSavedSearch(as(ben), { searchId: both, pictures })).toMatchObject({ pictures, missingPictures: 0 });
});

test("a picture that was deleted breaks nothing", async () => {
  const gone = await insertShape(ctx, anna, { colour: "red", shape: "square", seed: 9 });
  const { id } = await keep({ query: "circle", pictures: [{ imageId: gone, weight: -1 }] });
  await ctx.db.delete(images).where(eq(images.id, gone));
  const found = await run(id);
  expect(found).toMatchObject({ missingPictures: 1, query: { line: "circle" } });
  expect(idsOf(found).length).toBeGreaterThan(0);
});
