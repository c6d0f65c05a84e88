import { eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestActor } from "../auth/testing";
import { images } from "../db/schema/images";
import { trashImages } from "../images/trash-images";
import { listDecidedGroups as operation } from "./decided-schema";
import { listDecidedGroups } from "./list-decided-groups";
import { listDuplicateGroups } from "./list-duplicate-groups";
import { listHeldImages } from "./list-held-images";
import { reopenDuplicateGroup } from "./reopen-duplicate-group";
import { reopenHeldImage } from "./reopen-held-image";
import { dismissDuplicateGroup, resolveDuplicateGroup } from "./resolve-duplicate-group";
import { resolveHeldImage } from "./resolve-held-image";
import { applyDuplicateRules } from "./rules/apply-rules";
import { createDuplicateRule } from "./rules/change-rules";
import { previewDuplicateRules } from "./rules/preview-rules";
import { ruleCondition } from "./rules/schema";
import { undoDuplicateRuleRun } from "./rules/undo-rule-run";
import type { HeldChoice } from "./schema";
import { stackImages } from "./stack-images";
import { NumberedPictures } from "./testing";

const mine = new NumberedPictures();
const { acting, at, numberOf, pair, some } = mine;

beforeAll(mine.open);
beforeEach(() => mine.begin(8));
afterAll(mine.close);

const list = async (input: object = {}, by = mine.actor) =>
  operation.output.parse(await listDecidedGroups(acting(by), operation.input.parse(input)));
const listed = async () => (await list()).groups.map(({ decision, imageIds }) => [decision, ...imageIds.map(numberOf)]);
const resolve = (keep: number[], trash: number[]) =>
  resolveDuplicateGroup(acting(), { keepIds: some(...keep), trashIds: some(...trash), stack: undefined });
const takeBack = async (index: number) => {
  const imageIds = (await list()).groups[index]?.imageIds ?? [];
  return (await reopenDuplicateGroup(acting(), { imageIds })).restoredIds.map(numberOf);
};
const placesOf = async () => {
  const rows = await mine.db.select({ id: images.id, place: images.place }).from(images).where(eq(images.ownerId, mine.actor.userId));
  return Object.fromEntries(rows.filter(({ place }) => place !== "library").map(({ id, place }) => [numberOf(id), place]));
};
const openGroups = async () =>
  (await listDuplicateGroups(acting(), { page: 1, limit: 20, order: "largest" })).groups.map((group) =>
    group.images.map(({ id }) => numberOf(id)),
  );

test("what was decided is listed, the latest first, with what is kept before what is in the trash", async () => {
  expect(await list()).toEqual({ groups: [], nextCursor: null });
  for (const older of [0, 1]) await pair(2, older);
  await resolve([2], [0, 1]);
  await dismissDuplicateGroup(acting(), { imageIds: some(3, 4) });
  await stackImages(acting(), { imageIds: some(5, 6, 7) });
  expect(await listed()).toEqual([
    ["alternate", 5, 6, 7],
    ["not-related", 3, 4],
    ["duplicate", 2, 0, 1],
  ]);
  const [stacked, , kept] = (await list()).groups;
  expect(stacked).toMatchObject({ imageCount: 3, trashedCount: 0, runId: null });
  expect(stacked?.images[0]).toMatchObject({ id: at(5), stackCount: 3 });
  expect(kept).toMatchObject({ imageCount: 3, trashedCount: 2 });
  expect(kept?.images.map(({ place }) => place)).toEqual(["library", "trash", "trash"]);
});

test("it is given page by page, to its person only", async () => {
  for (const first of [0, 2, 4]) await dismissDuplicateGroup(acting(), { imageIds: some(first, first + 1) });
  const page = await list({ limit: 2 });
  expect(page.groups.map(({ imageIds }) => imageIds)).toEqual([some(4, 5), some(2, 3)]);
  const rest = await list({ limit: 2, cursor: page.nextCursor });
  expect(rest.groups.map(({ imageIds }) => imageIds)).toEqual([some(0, 1)]);
  expect(rest.nextCursor).toBeNull();
  expect((await list({}, await createTestActor(mine.ctx))).groups).toEqual([]);
  for (const cursor of ["x", "0000-01-01T00:00:00Z"]) expect(operation.input.safeParse({ cursor }).success).toBe(false);
});

test("what is taken back is out of the list and asked about again, and the trash gives back what it took", async () => {
  await pair(1, 0);
  await pair(3, 2);
  await resolve([0], [1]);
  await dismissDuplicateGroup(acting(), { imageIds: some(2, 3) });
  expect(await openGroups()).toEqual([]);
  expect(await takeBack(1)).toEqual([1]);
  expect(await listed()).toEqual([["not-related", 2, 3]]);
  expect(await takeBack(0)).toEqual([]);
  expect(await listed()).toEqual([]);
  expect(await placesOf()).toEqual({});
  expect((await openGroups()).sort()).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

test.each<[HeldChoice, object]>([
  ["keep-both", {}],
  ["keep-new", { 0: "trash" }],
  ["discard", { 1: "trash" }],
])("a choice about a held picture, %s, can be taken back by its pictures", async (choice, places) => {
  await mine.db
    .update(images)
    .set({ place: "held" })
    .where(eq(images.id, at(1)));
  await pair(1, 0);
  await resolveHeldImage(acting(), { imageId: at(1), choice });
  expect(await placesOf()).toEqual(places);
  expect(await takeBack(0)).toEqual(Object.keys(places).map(Number));
  expect(await placesOf()).toEqual({ 1: "held" });
  expect(await openGroups()).toEqual([[0, 1]]);
});

test("many that have nothing to do with each other are one decision, and one that is left of them is none", async () => {
  await mine.addUpTo(25);
  await dismissDuplicateGroup(acting(), { imageIds: mine.ids });
  const { groups } = await list();
  expect(groups).toMatchObject([{ decision: "not-related", imageCount: 25, imageIds: mine.ids }]);
  expect(groups[0]?.images).toHaveLength(8);
  await mine.db.execute(sql`delete from images where owner_id = ${mine.actor.userId} and id <> ${at(3)}`);
  expect((await list()).groups).toEqual([]);
});

test("all that a run of rules decided is one, which names the run, until that is undone", async () => {
  await pair(1, 0);
  await pair(3, 2);
  await dismissDuplicateGroup(acting(), { imageIds: some(5, 6) });
  const condition = ruleCondition.parse({ layers: ["pixels"] });
  await createDuplicateRule(acting(), { name: "A rule", condition, action: { do: "keep", by: "oldest" }, enabled: false });
  const { token } = await previewDuplicateRules(acting(), { ruleIds: undefined, page: 1, limit: 20 });
  const { run } = await applyDuplicateRules(acting(), { ruleIds: undefined, token });
  await dismissDuplicateGroup(acting(), { imageIds: some(6, 7) });
  expect((await list()).groups.map(({ runId, imageCount }) => [runId, imageCount])).toEqual([
    [null, 2],
    [run.id, 4],
    [null, 2],
  ]);
  await undoDuplicateRuleRun(acting(), { runId: run.id });
  expect((await list()).groups.map(({ runId }) => runId)).toEqual([null, null]);
});

test("a picture that was kept when what it repeated was gone is held again", async () => {
  await mine.db
    .update(images)
    .set({ place: "held" })
    .where(eq(images.id, at(1)));
  await resolveHeldImage(acting(), { imageId: at(1), choice: "keep-both" });
  expect(await placesOf()).toEqual({});
  await reopenDuplicateGroup(acting(), { imageIds: some(1) });
  expect(await placesOf()).toEqual({ 1: "held" });
});

test("where nothing is left of a choice to undo, that is said", async () => {
  await expect(reopenHeldImage(acting(), { imageId: at(1) })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("It stays in the library."),
  });
  await trashImages(acting(), { imageIds: some(2) });
  await expect(reopenHeldImage(acting(), { imageId: at(2) })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("Restore it there."),
  });
});

test("held pictures and their twins come with all their details, or as tiles, in the same order", async () => {
  await mine.db
    .update(images)
    .set({ place: "held" })
    .where(inArray(images.id, some(1, 2)));
  for (const [newer, older] of [
    [1, 0],
    [2, 0],
    [2, 3],
  ] as const)
    await pair(newer, older);
  const tiles = await listHeldImages(acting(), { limit: 20 });
  const details = await listHeldImages(acting(), { limit: 20, include: "details" });
  const idsOf = ({ held }: typeof tiles) => held.map(({ image, twins }) => [image.id, ...twins.map((twin) => twin.image.id)]);
  expect(idsOf(tiles)).toEqual([some(1, 0), some(2, 0, 3)]);
  expect(idsOf(details)).toEqual(idsOf(tiles));
  expect(details.held.flatMap(({ image, twins }) => [image, ...twins.map((twin) => twin.image)])).toSatisfy((all: object[]) =>
    all.every((image) => "collections" in image),
  );
});
