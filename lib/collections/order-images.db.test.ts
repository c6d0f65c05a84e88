import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { listImages } from "../images/list-images";
import * as operations from "../images/list-schema";
import { insertSharedCollection, insertTestImage } from "../images/testing";
import { orderImages } from "./order-images";

let ctx: AccountContext;
let anna: Actor;
let ben: Actor;
const as = (actor: Actor) => ({ ...ctx, actor });

beforeAll(async () => {
  ctx = await openAccountContext();
  anna = await createTestActor(ctx);
  ben = await createTestActor(ctx);
});
afterAll(() => ctx.close());

/** A collection of as many images as there are letters, the first letter the newest. */
async function makeCollection(letters: string, role: "viewer" | "contributor" | "editor" = "viewer") {
  const ids = new Map<string, string>();
  for (const [index, letter] of [...letters].entries())
    ids.set(letter, await insertTestImage(ctx.db, anna, { takenLocal: `20${99 - index}-01-01T00:00:00`, title: letter }));
  const collectionId = await insertSharedCollection(ctx.db, anna, ben, { role, imageIds: [...ids.values()] });
  const idOf = (letter: string) => ids.get(letter) ?? "";
  return {
    collectionId,
    idOf,
    move: (actor: Actor, moved: string, before: string | null) =>
      orderImages(as(actor), { collectionId, imageIds: [...moved].map(idOf), before: before && idOf(before) }),
    async read(actor = anna, order?: "asc" | "desc") {
      const input = operations.listImages.input.parse({ collectionId, sort: "collection", limit: 100, ...(order && { order }) });
      const { images } = await listImages(as(actor), input);
      return images.map(({ id }) => letters[[...ids.values()].indexOf(id)]).join("");
    },
  };
}

test("images keep the order that they are given, and the rest is newest first", async () => {
  const { move, read, collectionId } = await makeCollection("abcdef");
  expect(await read()).toBe("abcdef");
  await move(anna, "f", "a");
  expect(await read()).toBe("fabcde");
  await move(anna, "ca", null);
  expect(await read()).toBe("fbdeca");
  await move(anna, "ed", "b");
  await move(anna, "ed", "b");
  expect(await read()).toBe("fedbca");
  expect(await read(anna, "desc")).toBe("acbdef");
  expect(await read(ben)).toBe("fedbca");
  const added = await insertTestImage(ctx.db, anna, { homeCollectionId: collectionId, takenLocal: "2098-01-01T00:00:00" });
  const { images } = await listImages(as(anna), operations.listImages.input.parse({ collectionId, sort: "collection" }));
  expect(images.at(-1)?.id).toBe(added);
});

test("a place between the same two can be taken again and again", async () => {
  const { move, read } = await makeCollection("abcd");
  await move(anna, "d", "a");
  for (let index = 0; index < 60; index++) await move(anna, index % 2 ? "b" : "c", "a");
  expect(await read()).toBe("dcba");
});

test("editors order, others do not, and what is not in the collection has no place in it", async () => {
  const { move, read, idOf, collectionId } = await makeCollection("ab", "editor");
  await move(ben, "b", "a");
  expect(await read()).toBe("ba");
  const seen = await makeCollection("ab", "contributor");
  await expect(seen.move(ben, "b", "a")).rejects.toMatchObject({ code: "forbidden" });
  const cara = await createTestActor(ctx);
  await expect(move(cara, "b", "a")).rejects.toMatchObject({ code: "not-found", message: "There is no such collection." });
  const elsewhere = await insertTestImage(ctx.db, anna);
  const order = (imageIds: string[], before: string | null) => orderImages(as(anna), { collectionId, imageIds, before });
  await expect(order([elsewhere], null)).rejects.toMatchObject({ code: "not-found" });
  await expect(order([idOf("a")], elsewhere)).rejects.toMatchObject({ code: "not-found" });
  await expect(order([idOf("a")], idOf("a"))).rejects.toMatchObject({ code: "invalid-input" });
});
