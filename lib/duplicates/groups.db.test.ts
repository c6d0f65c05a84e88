import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestActor } from "../auth/testing";
import { collections, images, memberships } from "../db/schema/images";
import { collectionMembers } from "../db/schema/sharing";
import { insertTestImage } from "../images/testing";
import { listDuplicateGroups } from "./list-duplicate-groups";
import { reopenDuplicateGroup } from "./reopen-duplicate-group";
import { reopenHeldImage } from "./reopen-held-image";
import { dismissDuplicateGroup, resolveDuplicateGroup } from "./resolve-duplicate-group";
import { resolveHeldImage } from "./resolve-held-image";
import * as operations from "./schema";
import { NumberedPictures } from "./testing";

const mine = new NumberedPictures();
const { acting, at, numberOf } = mine;

beforeAll(mine.open);
beforeEach(() => mine.begin(7));
afterAll(mine.close);

type Pair = { layer?: "bytes" | "perceptual" | "embedding"; distance?: number };
const pair = (newer: number, older: number, { layer = "perceptual", distance = 3 }: Pair = {}) =>
  mine.pair(newer, older, { layer, verdict: layer === "embedding" ? "similar" : "duplicate", distance });
const list = async (page = 1, limit = 20, by = mine.actor) => {
  const result = await listDuplicateGroups(acting(by), { page, limit, order: "largest" });
  return operations.listDuplicateGroups.output.parse(result);
};
const groupsOf = async () => (await list()).groups.map((group) => group.images.map(({ id }) => numberOf(id)));
const placesOf = async () => {
  const rows = await mine.db.select({ id: images.id, place: images.place }).from(images).where(eq(images.ownerId, mine.actor.userId));
  return Object.fromEntries(rows.filter(({ place }) => place !== "library").map(({ id, place }) => [numberOf(id), place]));
};

test("pairs that hang together are one group, the largest first, page by page, each pair by its surest layer", async () => {
  await pair(6, 5);
  await pair(1, 0);
  await pair(3, 1, { layer: "embedding", distance: 0.98 });
  await pair(1, 0, { layer: "bytes", distance: 0 });
  expect(await groupsOf()).toEqual([
    [0, 1, 3],
    [5, 6],
  ]);
  const first = await list(1, 1);
  expect(first).toMatchObject({ total: 2, page: 1, complete: true, groups: [{ id: at(0), imageCount: 3 }] });
  expect(first.groups[0]?.pairs).toEqual([
    { imageId: at(1), ofImageId: at(0), layer: "bytes", verdict: "duplicate", distance: 0, evidence: {} },
    { imageId: at(3), ofImageId: at(1), layer: "embedding", verdict: "similar", distance: 0.98, evidence: {} },
  ]);
  expect((await list(2, 1)).groups.map(({ id }) => id)).toEqual([at(5)]);
  expect((await list(3, 1)).groups).toEqual([]);
  expect((await list(1, 20, await createTestActor(mine.ctx))).total).toBe(0);
});

test("a group says which picture is suggested, in what each is better, and what was measured of a pair", async () => {
  const evidence = { overlap: 0.9, agreement: 0.95, inliers: 40, isMirrored: false, transform: [1, 0, 0, 0, 1, 0], other: "x" };
  await mine.pair(1, 0, { layer: "view", distance: 0.05, evidence });
  await mine.db
    .update(images)
    .set({ width: 600, height: 400, latitude: 1, longitude: 2, cameraMake: "Canon" })
    .where(eq(images.id, at(1)));
  await mine.db
    .update(images)
    .set({ rating: 4 })
    .where(eq(images.id, at(0)));
  const [group] = (await list()).groups;
  expect(group?.suggestedKeepId).toBe(at(1));
  expect(group?.images.map(({ reasons }) => reasons.map(({ kind }) => kind))).toEqual([
    ["bytes-per-pixel", "metadata", "rating"],
    ["camera", "pixels", "position"],
  ]);
  expect(group?.images[1]?.reasons[1]).toEqual({ kind: "pixels", value: 240_000, than: 60_000, detail: null });
  const { other, ...known } = evidence;
  expect(group?.pairs[0]?.evidence).toEqual(known);
});

test("what is in the trash is in no group", async () => {
  await pair(1, 0);
  await pair(2, 1);
  await mine.db
    .update(images)
    .set({ place: "trash" })
    .where(eq(images.id, at(1)));
  expect(await groupsOf()).toEqual([]);
});

test("resolving keeps some, trashes the others, hands their collections and favourite mark over, and can be undone", async () => {
  const holiday = uuidv7();
  await mine.db.insert(collections).values({ id: holiday, ownerId: mine.actor.userId, name: "Holiday" });
  await mine.db.insert(memberships).values({ collectionId: holiday, imageId: at(0) });
  await mine.db
    .update(images)
    .set({ favourite: true })
    .where(eq(images.id, at(0)));
  await mine.db
    .update(images)
    .set({ place: "held" })
    .where(eq(images.id, at(2)));
  await pair(1, 0);
  await pair(2, 0);
  await pair(2, 1);
  const stateOf = async (index: number) => {
    const [row] = await mine.db.execute<{ favourite: boolean; holiday: boolean }>(sql`select favourite,
      exists (select 1 from memberships where image_id = images.id and collection_id = ${holiday}) as holiday from images where id = ${at(index)}`);
    return row;
  };
  const resolved = await resolveDuplicateGroup(acting(), { keepIds: [at(2), at(1)], trashIds: [at(0)] });
  expect(resolved).toEqual({ keptIds: [at(2), at(1)], trashedIds: [at(0)] });
  expect(await placesOf()).toEqual({ 0: "trash" });
  expect(await stateOf(2)).toEqual({ favourite: true, holiday: true });
  expect(await stateOf(1)).toEqual({ favourite: false, holiday: false });
  await mine.db
    .update(images)
    .set({ place: "library", trashReason: null })
    .where(eq(images.id, at(0)));
  expect(await groupsOf()).toEqual([]);

  await mine.db
    .update(images)
    .set({ place: "trash", trashReason: `duplicate-of:${at(2)}` })
    .where(eq(images.id, at(0)));
  const reopened = await reopenDuplicateGroup(acting(), { imageIds: [at(0), at(1), at(2)] });
  expect(reopened.restoredIds).toEqual([at(0)]);
  expect(await placesOf()).toEqual({ 2: "held" });
  expect(await stateOf(2)).toEqual({ favourite: false, holiday: false });
  expect(await groupsOf()).toEqual([[0, 1, 2]]);
});

test("a dismissed group never comes back, not even with new evidence, until it is reopened", async () => {
  await pair(1, 0);
  await pair(2, 1);
  await mine.db
    .update(images)
    .set({ place: "held" })
    .where(eq(images.id, at(2)));
  await dismissDuplicateGroup(acting(), { imageIds: [at(0), at(1), at(2)] });
  expect(await placesOf()).toEqual({});
  await pair(2, 0, { layer: "embedding", distance: 0.99 });
  expect(await groupsOf()).toEqual([]);
  await pair(3, 2);
  expect(await groupsOf()).toEqual([[2, 3]]);
  await reopenDuplicateGroup(acting(), { imageIds: [at(0), at(1), at(2)] });
  expect(await groupsOf()).toEqual([[0, 1, 2, 3]]);
  expect(await placesOf()).toEqual({ 2: "held" });
});

test("a group of which a picture has gone to the trash meanwhile is not dismissed, and stays as it was decided", async () => {
  await pair(1, 0);
  await pair(2, 0);
  const ids = [at(0), at(1), at(2)];
  await resolveDuplicateGroup(acting(), { keepIds: [at(0)], trashIds: [at(1), at(2)] });
  const refusal = { code: "conflict", message: "A picture of this group is in the trash. Restore it first." };
  await expect(dismissDuplicateGroup(acting(), { imageIds: ids })).rejects.toMatchObject(refusal);
  expect(await placesOf()).toEqual({ 1: "trash", 2: "trash" });
  expect((await reopenDuplicateGroup(acting(), { imageIds: ids })).restoredIds).toEqual([at(1), at(2)]);
});

test("a group is reopened without its pictures that are deleted for good, as without those of somebody else", async () => {
  await pair(1, 0);
  await pair(2, 0);
  await pair(3, 0);
  await resolveDuplicateGroup(acting(), { keepIds: [at(0)], trashIds: [at(1), at(2), at(3)] });
  const ids = [at(0), at(1), at(2), at(3)];
  await mine.db.delete(images).where(eq(images.id, at(1)));
  const stranger = await createTestActor(mine.ctx);
  const foreignId = await insertTestImage(mine.db, stranger, { id: uuidv7() });
  const reopened = await reopenDuplicateGroup(acting(), { imageIds: [...ids, foreignId] });
  expect(reopened).toEqual({ imageIds: [at(0), at(2), at(3)], restoredIds: [at(2), at(3)] });
  expect(await groupsOf()).toEqual([[0, 2, 3]]);
  const alone = { imageIds: [at(1)] };
  for (const by of [acting(), acting(stranger)]) await expect(reopenDuplicateGroup(by, alone)).rejects.toMatchObject({ code: "not-found" });
});

test("undo holds again only what the undone decision took out of what was held", async () => {
  const hold = (index: number) =>
    mine.db
      .update(images)
      .set({ place: "held" })
      .where(eq(images.id, at(index)));
  await pair(1, 0);
  await pair(2, 1);
  await hold(1);
  await resolveDuplicateGroup(acting(), { keepIds: [at(0), at(1)], trashIds: [] });
  await resolveDuplicateGroup(acting(), { keepIds: [at(1), at(2)], trashIds: [] });
  await reopenDuplicateGroup(acting(), { imageIds: [at(1), at(2)] });
  expect(await placesOf()).toEqual({});
  await reopenDuplicateGroup(acting(), { imageIds: [at(0), at(1)] });
  expect(await placesOf()).toEqual({ 1: "held" });
  await hold(2);
  await dismissDuplicateGroup(acting(), { imageIds: [at(0), at(1), at(2)] });
  await dismissDuplicateGroup(acting(), { imageIds: [at(1), at(0)] });
  await reopenDuplicateGroup(acting(), { imageIds: [at(1), at(0)] });
  expect(await placesOf()).toEqual({});
  await reopenDuplicateGroup(acting(), { imageIds: [at(0), at(1), at(2)] });
  expect(await placesOf()).toEqual({ 1: "held", 2: "held" });
  await reopenDuplicateGroup(acting(), { imageIds: [at(0), at(1), at(2)] });
  expect(await placesOf()).toEqual({ 1: "held", 2: "held" });
});

test("what was held among many that were dismissed is held again when all of them are reopened, not some", async () => {
  await mine.addUpTo(25);
  await mine.db
    .update(images)
    .set({ place: "held" })
    .where(eq(images.id, at(24)));
  await dismissDuplicateGroup(acting(), { imageIds: mine.ids });
  await reopenDuplicateGroup(acting(), { imageIds: mine.ids.slice(20) });
  expect(await placesOf()).toEqual({});
  await reopenDuplicateGroup(acting(), { imageIds: mine.ids });
  expect(await placesOf()).toEqual({ 24: "held" });
});

test("a held picture is held again, too, when what it repeated is deleted for good", async () => {
  await pair(1, 0);
  await mine.db
    .update(images)
    .set({ place: "held" })
    .where(eq(images.id, at(1)));
  await dismissDuplicateGroup(acting(), { imageIds: [at(0), at(1)] });
  await mine.db.delete(images).where(eq(images.id, at(0)));
  await reopenDuplicateGroup(acting(), { imageIds: [at(0), at(1)] });
  expect(await placesOf()).toEqual({ 1: "held" });
});

test("what went to the trash for a picture that is deleted for good comes back as well", async () => {
  await pair(1, 0);
  await resolveDuplicateGroup(acting(), { keepIds: [at(0)], trashIds: [at(1)] });
  await mine.db.delete(images).where(eq(images.id, at(0)));
  expect((await reopenDuplicateGroup(acting(), { imageIds: [at(0), at(1)] })).restoredIds).toEqual([at(1)]);
  expect(await placesOf()).toEqual({});
});

test("nobody decides about pictures of somebody else, nor about one on both sides", async () => {
  const stranger = acting(await createTestActor(mine.ctx));
  await pair(1, 0);
  const both = [at(0), at(1)];
  await expect(resolveDuplicateGroup(stranger, { keepIds: [at(0)], trashIds: [at(1)] })).rejects.toMatchObject({ code: "not-found" });
  await expect(dismissDuplicateGroup(stranger, { imageIds: both })).rejects.toMatchObject({ code: "not-found" });
  await expect(reopenDuplicateGroup(stranger, { imageIds: both })).rejects.toMatchObject({ code: "not-found" });
  await expect(resolveDuplicateGroup(acting(), { keepIds: both, trashIds: [at(0)] })).rejects.toMatchObject({ code: "invalid-input" });
  await mine.db
    .update(images)
    .set({ place: "trash" })
    .where(eq(images.id, at(0)));
  await expect(resolveDuplicateGroup(acting(), { keepIds: [at(0)], trashIds: [at(1)] })).rejects.toMatchObject({ code: "conflict" });
  expect(await placesOf()).toEqual({ 0: "trash" });
});

test("of a picture that is only shared, an editor is told so, and changes nothing", async () => {
  const editor = await createTestActor(mine.ctx);
  const collectionId = uuidv7();
  await mine.db.insert(collections).values({ id: collectionId, ownerId: mine.actor.userId, name: "Shared" });
  await mine.db.insert(memberships).values([0, 1].map((index) => ({ collectionId, imageId: at(index) })));
  const member = { id: uuidv7(), collectionId, userId: editor.userId, role: "editor" as const, acceptedAt: new Date() };
  await mine.db.insert(collectionMembers).values(member);
  const [both, by] = [[at(0), at(1)], acting(editor)];
  const tried = [
    resolveDuplicateGroup(by, { keepIds: [at(0)], trashIds: [at(1)] }),
    dismissDuplicateGroup(by, { imageIds: both }),
    reopenDuplicateGroup(by, { imageIds: both }),
    resolveHeldImage(by, { imageId: at(0), choice: "discard" }),
    reopenHeldImage(by, { imageId: at(0) }),
  ];
  for (const result of await Promise.allSettled(tried)) expect(result).toMatchObject({ reason: { code: "forbidden" } });
  expect(await placesOf()).toEqual({});
});
