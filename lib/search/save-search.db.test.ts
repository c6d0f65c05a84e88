import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { insertTestImage } from "../images/testing";
import {
  createSavedSearch,
  deleteSavedSearch,
  getSavedSearch,
  listSavedSearches,
  listSavedSearchImages,
  updateSavedSearch,
} from "./save-search";
import * as operations from "./saved-schema";
import { openSearchContext, type SearchContext } from "./testing";

let ctx: SearchContext;
let anna: Actor;
let ben: Actor;
const as = (actor: Actor) => ({ ...ctx, actor });

beforeAll(async () => {
  ctx = await openSearchContext();
  anna = await createTestActor(ctx);
  ben = await createTestActor(ctx);
});
afterAll(() => ctx?.close());

const run = async (searchId: string, actor = anna) =>
  (await listSavedSearchImages(as(actor), operations.listSavedSearchImages.input.parse({ searchId }))).hits.map(({ image }) => image.id);

test("a kept search finds its images anew each time", async () => {
  const { id } = await createSavedSearch(as(anna), { name: "Trips", query: "tag:trip", pictures: [] });
  expect(await run(id)).toEqual([]);
  const first = await insertTestImage(ctx.db, anna, { tags: ["trip"] });
  expect(await run(id)).toEqual([first]);
  await updateSavedSearch(as(anna), { searchId: id, query: "tag:other" });
  expect(await run(id)).toEqual([]);
  await deleteSavedSearch(as(anna), { searchId: id });
  await expect(run(id)).rejects.toMatchObject({ code: "not-found" });
});

test("kept searches come by name, page by page, and change", async () => {
  for (const name of ["b", "A", "c"]) await createSavedSearch(as(anna), { name, query: "x", pictures: [] });
  const page = await listSavedSearches(as(anna), { page: 1, limit: 2 });
  expect(operations.listSavedSearches.output.parse(page)).toMatchObject({ searches: [{ name: "A" }, { name: "b" }], total: 3 });
  const searchId = page.searches[0]?.id ?? "";
  expect(await updateSavedSearch(as(anna), { searchId, name: "z" })).toMatchObject({ name: "z", query: "x" });
  expect(await getSavedSearch(as(anna), { searchId })).toMatchObject({ name: "z" });
  expect((await listSavedSearches(as(anna), { page: 2, limit: 2 })).searches).toMatchObject([{ name: "z" }]);
});

test("a kept search of somebody else is as absent as one that is not there", async () => {
  const { id } = await createSavedSearch(as(anna), { name: "mine", query: "x", pictures: [] });
  for (const searchId of [id, uuidv7()]) {
    await expect(getSavedSearch(as(ben), { searchId })).rejects.toMatchObject({ code: "not-found" });
    await expect(updateSavedSearch(as(ben), { searchId, name: "y" })).rejects.toMatchObject({ code: "not-found" });
    await expect(deleteSavedSearch(as(ben), { searchId })).rejects.toMatchObject({ code: "not-found" });
    await expect(run(searchId, ben)).rejects.toMatchObject({ code: "not-found" });
  }
  expect((await listSavedSearches(as(ben), {})).total).toBe(0);
});
