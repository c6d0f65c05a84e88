import { eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { scopeOf } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { getCollection } from "../collections/list-collections";
import { images } from "../db/schema/images";
import { getImage } from "../images/get-image";
import { getTimeline } from "../images/get-timeline";
import { listChanges } from "../images/list-changes";
import { listImages } from "../images/list-images";
import { listTimelineImages } from "../images/list-timeline-images";
import { deleteOwned } from "../images/queries";
import { insertSharedCollection } from "../images/testing";
import { restoreImages, trashImages } from "../images/trash-images";
import { reopenDuplicateGroup } from "./reopen-duplicate-group";
import { resolveDuplicateGroup } from "./resolve-duplicate-group";
import { stackImages, unstackImages } from "./stack-images";
import { NumberedPictures } from "./testing";

const mine = new NumberedPictures();
const { acting, at, numberOf, some } = mine;

beforeAll(mine.open);
beforeEach(() => mine.begin(5, (number) => ({ takenLocal: `2024-05-01T12:00:0${number}` })));
afterAll(mine.close);

const stack = (indices: number[], cover = indices[0] ?? 0) => stackImages(acting(), { imageIds: some(...indices), coverId: at(cover) });
/** Of each stack its cover and what is under it. */
const stacksOf = async () => {
  const rows = await mine.db
    .select({ id: images.id, under: images.stackedUnder })
    .from(images)
    .where(inArray(images.id, mine.ids))
    .orderBy(images.id);
  const under: Record<number, number[]> = {};
  for (const row of rows) if (row.under) under[numberOf(row.under)] = [...(under[numberOf(row.under)] ?? []), numberOf(row.id)];
  return under;
};
const shown = async () => {
  const { images: tiles } = await listTimelineImages(acting(), { day: "2024-05-01", offset: 0, limit: 100 });
  return tiles.map(({ id, stackCount }) => [numberOf(id), stackCount]);
};

test("the timeline, its counts and collections show a stack as its cover with the number of its pictures", async () => {
  await stack([1, 2, 3]);
  expect(await shown()).toEqual([
    [4, 0],
    [1, 3],
    [0, 0],
  ]);
  expect((await getTimeline(acting(), {})).total).toBe(3);
  const list = (stacks?: "covers" | "all") =>
    listImages(acting(), { place: "library", sort: "taken", limit: 100, collectionId: "default", ...(stacks && { stacks }) });
  expect((await list("covers")).images.map(({ id }) => numberOf(id))).toEqual([4, 1, 0]);
  expect((await list("covers")).total).toBe(3);
  expect((await list()).total).toBe(5);
  expect((await getImage(acting(), { imageId: at(3) })).stack).toEqual({ coverId: at(1), imageIds: some(1, 2, 3) });
  expect((await getImage(acting(), { imageId: at(0) })).stack).toBeNull();
});

test("the side bar and collections count what is shown: a stack once, where its cover is there and the stack is one's own", async () => {
  await stack([1, 2, 3]);
  const countOf = async () => (await listChanges(acting(), {})).counts.library;
  expect(await countOf()).toBe(3);
  const imageCount = async (collectionId: string, by = mine.actor) => (await getCollection(acting(by), { collectionId })).imageCount;
  expect(await imageCount("default")).toBe(3);
  const member = await createTestActor(mine.ctx);
  const whole = await insertSharedCollection(mine.db, mine.actor, member, { imageIds: some(0, 1, 2, 3) });
  expect([await imageCount(whole), await imageCount(whole, member)]).toEqual([2, 4]);
  const coverless = await insertSharedCollection(mine.db, mine.actor, member, { imageIds: some(2, 3) });
  expect(await imageCount(coverless)).toBe(2);
  await trashImages(acting(), { imageIds: some(1) });
  expect([await countOf(), await imageCount("default"), await imageCount(whole), await imageCount(coverless)]).toEqual([3, 3, 2, 1]);
  await unstackImages(acting(), { imageIds: some(2, 3) });
  expect([await countOf(), await imageCount("default")]).toEqual([4, 4]);
});

test("favourites show each picture, a collection without the cover shows what it has, and others see every picture", async () => {
  await stack([1, 2, 3]);
  await mine.db
    .update(images)
    .set({ favourite: true })
    .where(eq(images.id, at(3)));
  expect((await getTimeline(acting(), { favourite: true })).total).toBe(1);
  const member = await createTestActor(mine.ctx);
  const collectionId = await insertSharedCollection(mine.db, mine.actor, member, { imageIds: some(2, 3) });
  const seen = await listImages(acting(member), { place: "library", sort: "taken", limit: 100, collectionId, stacks: "covers" });
  expect(seen.images.map(({ id, stackCount }) => [numberOf(id), stackCount])).toEqual([
    [3, 0],
    [2, 0],
  ]);
  expect((await getImage(acting(member), { imageId: at(2) })).stack).toBeNull();
  const whole = await insertSharedCollection(mine.db, mine.actor, member, { imageIds: some(1, 2, 3) });
  const listOf = async (by: Actor) =>
    (await listImages(acting(by), { place: "library", sort: "taken", limit: 100, collectionId: whole, stacks: "covers" })).total;
  expect([await listOf(member), await listOf(mine.actor)]).toEqual([3, 1]);
});

test("stacks grow together, change their cover, and give pictures back", async () => {
  await stack([0, 1]);
  await stack([2, 3]);
  expect(await stacksOf()).toEqual({ 0: [1], 2: [3] });
  await stack([0, 2], 2);
  expect(await stacksOf()).toEqual({ 2: [0, 1, 3] });
  await stack([1, 2], 1);
  expect(await stacksOf()).toEqual({ 1: [0, 2, 3] });
  await unstackImages(acting(), { imageIds: some(1) });
  expect(await stacksOf()).toEqual({ 0: [2, 3] });
  await unstackImages(acting(), { imageIds: some(2) });
  expect(await stacksOf()).toEqual({ 0: [3] });
  await unstackImages(acting(), { imageIds: some(0, 3) });
  expect(await stacksOf()).toEqual({});
});

test("a cover that goes to the trash hands its stack to the next picture, and comes back under it", async () => {
  await stack([1, 2, 3]);
  await trashImages(acting(), { imageIds: some(1) });
  expect(await stacksOf()).toEqual({ 2: [1, 3] });
  expect(await shown()).toEqual([
    [4, 0],
    [2, 2],
    [0, 0],
  ]);
  await restoreImages(acting(), { imageIds: some(1) });
  expect(await shown()).toContainEqual([2, 3]);
  await trashImages(acting(), { imageIds: some(1, 2, 3) });
  await restoreImages(acting(), { imageIds: some(3) });
  expect(await shown()).toContainEqual([3, 0]);
  await restoreImages(acting(), { imageIds: some(1, 2) });
  expect(await shown()).toContainEqual([3, 3]);
});

test("a cover that is deleted for good, from the trash or at once, leaves the stack to the others", async () => {
  await stack([1, 2, 3]);
  await trashImages(acting(), { imageIds: some(1) });
  await mine.db.transaction((tx) => deleteOwned(tx, scopeOf(mine.actor), some(1)));
  expect(await stacksOf()).toEqual({ 2: [3] });
  await mine.db.transaction((tx) => deleteOwned(tx, scopeOf(mine.actor), some(2, 3)));
  expect((await getTimeline(acting(), {})).total).toBe(2);
});

test("several that are kept of a group become a stack, and undo takes it apart", async () => {
  await mine.db
    .update(images)
    .set({ place: "held" })
    .where(eq(images.id, at(2)));
  await resolveDuplicateGroup(acting(), { keepIds: some(1, 2), trashIds: some(3), stack: true });
  expect(await stacksOf()).toEqual({ 1: [2] });
  await reopenDuplicateGroup(acting(), { imageIds: some(1, 2, 3) });
  expect(await stacksOf()).toEqual({});
  const [row] = await mine.db.execute<{ count: number }>(
    sql`select count(*)::int as count from duplicate_decisions where owner_id = ${mine.actor.userId}`,
  );
  expect(row?.count).toBe(0);
});

test("held pictures come into the library by stacking, none comes out of the trash, and nobody stacks those of others", async () => {
  await mine.db
    .update(images)
    .set({ place: "held" })
    .where(eq(images.id, at(2)));
  await stack([1, 2]);
  expect(
    (
      await mine.db
        .select({ place: images.place })
        .from(images)
        .where(eq(images.id, at(2)))
    )[0],
  ).toEqual({ place: "library" });
  await trashImages(acting(), { imageIds: some(3) });
  await expect(stack([1, 3])).rejects.toMatchObject({ code: "conflict" });
  await expect(stack([1, 2], 4)).rejects.toMatchObject({ code: "invalid-input" });
  const stranger = await createTestActor(mine.ctx);
  await expect(stackImages(acting(stranger), { imageIds: some(1, 2) })).rejects.toMatchObject({ code: "not-found" });
  await expect(unstackImages(acting(stranger), { imageIds: some(1, 2) })).rejects.toMatchObject({ code: "not-found" });
  expect(await stacksOf()).toEqual({ 1: [2] });
});
