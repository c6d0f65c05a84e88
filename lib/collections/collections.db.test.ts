import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { getImage } from "../images/get-image";
import { insertTestImage } from "../images/testing";
import { addToCollection, removeFromCollection } from "./change-memberships";
import { createCollection } from "./create-collection";
import { deleteCollection } from "./delete-collection";
import { getCollection, listCollections } from "./list-collections";
import * as operations from "./schema";
import { updateCollection } from "./update-collection";

let ctx: AccountContext;
let anna: Actor;
let ben: Actor;
const as = (actor: Actor) => ({ ...ctx, actor });
const create = (name: string, imageIds?: string[]) => createCollection(as(anna), { name, tags: [], ...(imageIds && { imageIds }) });

beforeAll(async () => {
  ctx = await openAccountContext();
  anna = await createTestActor(ctx);
  ben = await createTestActor(ctx);
});
afterAll(() => ctx.close());

test("the default collection comes first, then the others by name", async () => {
  await create("zebra");
  await create("Ants");
  const list = await listCollections(as(anna));
  const { collections } = list;
  expect(collections.map(({ name }) => name)).toEqual(["My pictures", "Ants", "zebra"]);
  expect(list).toMatchObject({ nextCursor: null, total: 3 });
  expect(operations.listCollections.output.parse(list)).toEqual(list);
  expect(collections[0]).toMatchObject({ access: "owner", owner: { id: anna.userId }, isShared: false, isDefault: true });
  expect(await getCollection(as(anna), { collectionId: "default" })).toEqual(collections[0]);
});

test("a long list comes in pages, by cursor or by number, each collection once", async () => {
  const list = (page: { cursor?: string; page?: number }) => listCollections(as(anna), { limit: 2, ...page });
  const first = await list({});
  expect(first.nextCursor).not.toBeNull();
  const second = await list({ cursor: first.nextCursor ?? "" });
  expect([...first.collections, ...second.collections].map(({ name }) => name)).toEqual(["My pictures", "Ants", "zebra"]);
  expect(second).toMatchObject({ nextCursor: null, total: 3 });
  expect((await list({ page: 2 })).collections).toEqual(second.collections);
  await expect(list({ cursor: "bm90IGE" })).rejects.toMatchObject({ code: "invalid-input" });
});

test("counts and covers know the library only, and the newest image is the cover until one is chosen", async () => {
  const old = await insertTestImage(ctx.db, anna, { takenLocal: "2001-01-01T00:00:00" });
  const young = await insertTestImage(ctx.db, anna, { takenLocal: "2002-01-01T00:00:00" });
  const trashed = await insertTestImage(ctx.db, anna, { place: "trash" });
  const collection = await create("Covers", [old, young, trashed, old]);
  expect(collection).toMatchObject({ imageCount: 2, cover: { id: young } });
  const collectionId = collection.id;
  expect(await updateCollection(as(anna), { collectionId, coverImageId: old })).toMatchObject({ cover: { id: old }, name: "Covers" });
  expect(await updateCollection(as(anna), { collectionId, coverImageId: null })).toMatchObject({ cover: { id: young } });
  expect(await removeFromCollection(as(anna), { collectionId, imageIds: [old, young] })).toEqual({ removed: 2 });
  expect(await getCollection(as(anna), { collectionId })).toMatchObject({ imageCount: 0, cover: null });
  expect(await addToCollection(as(anna), { collectionId, imageIds: [old, young, trashed] })).toEqual({ added: 2 });
});

test("a deleted collection leaves its images in the library, at home in the default one", async () => {
  const { id: collectionId } = await create("Home");
  const imageId = await insertTestImage(ctx.db, anna, { homeCollectionId: collectionId });
  await deleteCollection(as(anna), { collectionId, images: "keep" });
  const image = await getImage(as(anna), { imageId });
  expect(image).toMatchObject({ place: "library", collections: [{ name: "My pictures" }] });
  await expect(getCollection(as(anna), { collectionId })).rejects.toMatchObject({ code: "not-found" });
});

test("or takes them to the trash", async () => {
  const imageId = await insertTestImage(ctx.db, anna);
  const { id: collectionId } = await create("Gone", [imageId]);
  await deleteCollection(as(anna), { collectionId, images: "trash" });
  expect(await getImage(as(anna), { imageId })).toMatchObject({ place: "trash", trashedAt: expect.any(String) });
});

test("the default collection stays", async () => {
  const { id } = await getCollection(as(anna), { collectionId: "default" });
  for (const collectionId of ["default", id])
    await expect(deleteCollection(as(anna), { collectionId, images: "keep" })).rejects.toMatchObject({ code: "conflict" });
});

test("somebody else's collection answers exactly as one that does not exist", async () => {
  const { id: theirs } = await createCollection(as(ben), { name: "Secret", tags: [] });
  const imageId = await insertTestImage(ctx.db, anna);
  const ask = [
    (collectionId: string) => getCollection(as(anna), { collectionId }),
    (collectionId: string) => updateCollection(as(anna), { collectionId, name: "mine" }),
    (collectionId: string) => deleteCollection(as(anna), { collectionId, images: "trash" }),
    (collectionId: string) => addToCollection(as(anna), { collectionId, imageIds: [imageId] }),
    (collectionId: string) => removeFromCollection(as(anna), { collectionId, imageIds: [imageId] }),
  ];
  for (const each of ask)
    for (const collectionId of [theirs, uuidv7()])
      await expect(each(collectionId)).rejects.toMatchObject({ code: "not-found", message: "There is no such collection." });
  expect(await getCollection(as(ben), { collectionId: theirs })).toMatchObject({ name: "Secret" });
  expect(JSON.stringify(await listCollections(as(anna)))).not.toContain("Secret");
});

test("somebody else's image is no cover and no member", async () => {
  const theirs = await insertTestImage(ctx.db, ben);
  const { id: collectionId } = await create("Mine");
  await expect(updateCollection(as(anna), { collectionId, coverImageId: theirs })).rejects.toMatchObject({ code: "not-found" });
  await expect(addToCollection(as(anna), { collectionId, imageIds: [theirs] })).rejects.toMatchObject({ code: "not-found" });
});
