import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { createTestActor } from "../auth/testing";
import type { ImageTile, ImageView } from "../images/schema";
import { insertSharedCollection, insertTestImage } from "../images/testing";
import { trashImages } from "../images/trash-images";
import { withDetails } from "../images/with-details";
import { searchByText as operation } from "./schema";
import { searchByText } from "./search-by-text";
import { openSearchContext, type SearchContext } from "./testing";

let ctx: SearchContext;
let anna: Actor;
let ben: Actor;
let imageId: string;
const kept = { url: "https://example.org/quokka.jpg", metadata: { shelf: 4 } };

beforeAll(async () => {
  ctx = await openSearchContext();
  anna = await createTestActor(ctx);
  ben = await createTestActor(ctx);
  imageId = await insertTestImage(ctx.db, anna, { title: "quokka", sourceUrl: kept.url, metadata: kept.metadata });
});
afterAll(() => ctx?.close());

const search = async (actor: Actor, given: Record<string, unknown>) =>
  operation.output.parse(await searchByText({ ...ctx, actor }, operation.input.parse({ q: "quokka", ...given }))).hits;

test("hits say by which address and with what metadata their images were added, when asked", async () => {
  expect(await search(anna, { include: "details" })).toMatchObject([{ foundBy: ["words"], image: { id: imageId, ...kept } }]);
  expect(await search(anna, { q: "type:png", include: "details" })).toMatchObject([{ foundBy: ["filter"], image: kept }]);
  const [hit] = await search(anna, {});
  expect(Object.keys(hit?.image ?? {})).not.toContain("url");
});

test("who may not see details of an image learns none by it", async () => {
  const hidden = await insertSharedCollection(ctx.db, anna, ben, { imageIds: [imageId] });
  const given = { q: "type:png", include: "details" };
  expect(await search(ben, { ...given, collectionId: hidden })).toMatchObject([{ image: { id: imageId, url: null, metadata: {} } }]);
  const shown = await insertSharedCollection(ctx.db, anna, ben, { imageIds: [imageId], shareDetails: true });
  expect(await search(ben, { ...given, collectionId: shown })).toMatchObject([{ image: kept }]);
});

test("each place in a list keeps its own words, and an image that is out of sight is left out", async () => {
  const theirs = await insertTestImage(ctx.db, ben);
  const naming = [imageId, theirs, imageId].map((id, place) => ({ image: { id } as ImageTile | ImageView, place }));
  const named = await withDetails({ ...ctx, actor: anna }, "details", naming);
  expect(named).toMatchObject([
    { place: 0, image: kept },
    { place: 2, image: kept },
  ]);
  expect(await withDetails({ ...ctx, actor: anna }, undefined, naming)).toEqual(naming);
  await trashImages({ ...ctx, actor: anna }, { imageIds: [imageId] });
  expect(await withDetails({ ...ctx, actor: anna }, "details", naming.slice(0, 1))).toMatchObject([{ image: { place: "trash" } }]);
});
