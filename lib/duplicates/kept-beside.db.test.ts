import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { scopeOf } from "../auth/access";
import { findAllDecided } from "./find-decided";
import { listDuplicateGroups } from "./list-duplicate-groups";
import { reopenDuplicateGroup } from "./reopen-duplicate-group";
import { resolveDuplicateGroup } from "./resolve-duplicate-group";
import { NumberedPictures } from "./testing";

const mine = new NumberedPictures();
const { acting, at, numberOf, some } = mine;

beforeAll(mine.open);
beforeEach(() => mine.begin(6));
afterAll(mine.close);

const pair = (newer: number, older: number, verdict: "duplicate" | "similar") => mine.pair(newer, older, { layer: "perceptual", verdict });
const resolve = (keep: number[], trash: number[], stack?: boolean) =>
  resolveDuplicateGroup(acting(), { keepIds: some(...keep), trashIds: some(...trash), stack });
const openGroups = async () =>
  (await listDuplicateGroups(acting(), { page: 1, limit: 20, order: "largest" })).groups.map(({ images }) =>
    images.map(({ id }) => numberOf(id)),
  );
const decisionsOf = async () => {
  const rows = await mine.db.query.duplicateDecisions.findMany({ where: (row, { eq }) => eq(row.ownerId, mine.actor.userId) });
  return rows.map((row) => `${numberOf(row.imageId)} ${numberOf(row.ofImageId)} ${row.decision}`).sort();
};

/** 1 is a copy of 0; 2 and 3 are only like it, and copies of each other; 4 is like 2; 5 is another copy of 0. */
const find = async () => {
  await pair(1, 0, "duplicate");
  await pair(2, 0, "similar");
  await pair(3, 0, "similar");
  await pair(3, 2, "duplicate");
  await pair(4, 2, "similar");
  await pair(5, 0, "duplicate");
  await pair(5, 1, "duplicate");
};

test("what is kept beside without a stack is no shot of one scene, is not asked about again beside what was kept, and joins nothing", async () => {
  await find();
  await resolve([0, 2, 3, 4], [1, 5]);
  expect(await decisionsOf()).toEqual(
    ["1 0 duplicate", "2 0 not-related", "3 0 not-related", "4 0 not-related", "4 2 not-related", "5 0 duplicate"].sort(),
  );
  // Two copies that were only carried along have not been decided about.
  expect(await openGroups()).toEqual([[2, 3]]);
  const decided = await findAllDecided(mine.db, scopeOf(mine.actor));
  expect([decided.has(at(1), at(2)), decided.has(at(2), at(3)), decided.has(at(3), at(4))]).toEqual([true, false, false]);
  await reopenDuplicateGroup(acting(), { imageIds: mine.ids });
  expect(await decisionsOf()).toEqual([]);
  expect(await openGroups()).toEqual([[0, 1, 2, 3, 4, 5]]);
});

test("copies that somebody keeps side by side do not come back, not even among themselves", async () => {
  await find();
  await resolve([0, 1, 5], []);
  expect((await decisionsOf()).filter((row) => !row.endsWith("not-related"))).toEqual([]);
  expect(await openGroups()).toEqual([[0, 2, 3, 4]]);
});

test("what is stacked is noted down as shots of one scene", async () => {
  await find();
  await resolve([0, 2, 3], [1, 5], true);
  expect(await decisionsOf()).toEqual(["1 0 duplicate", "2 0 alternate", "3 0 alternate", "5 0 duplicate"]);
});
