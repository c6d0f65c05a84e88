import { eq, inArray } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { scopeOf } from "../../auth/access";
import { createTestActor } from "../../auth/testing";
import { updateCollection } from "../../collections/update-collection";
import { collections, images, memberships } from "../../db/schema/images";
import { purgeTrash } from "../../images/purge-trash";
import { deleteOwned } from "../../images/queries";
import { restoreImages, trashImages } from "../../images/trash-images";
import { updateImages } from "../../images/update-images";
import { limits } from "../../limits";
import { createDiskStorage } from "../../storage/disk";
import { decideAmong } from "../decide-queries";
import { listDuplicateGroups } from "../list-duplicate-groups";
import type { PairRow } from "../queries";
import { resolveDuplicateGroup } from "../resolve-duplicate-group";
import { stackImages } from "../stack-images";
import { NumberedPictures } from "../testing";
import { applyGroup } from "./apply-group";
import { applyDuplicateRules } from "./apply-rules";
import { applyRulesAlone } from "./apply-rules-alone";
import { createDuplicateRule, deleteDuplicateRule, listDuplicateRules, updateDuplicateRule } from "./change-rules";
import { listDuplicateRuleRuns } from "./list-rule-runs";
import { previewDuplicateRules } from "./preview-rules";
import * as schema from "./schema";
import { undoDuplicateRuleRun } from "./undo-rule-run";

const mine = new NumberedPictures();
const { acting, at, numberOf } = mine;

beforeAll(mine.open);
beforeEach(() => mine.begin(6));
afterAll(mine.close);

const set = (index: number, patch: Partial<typeof images.$inferInsert>) =>
  mine.db
    .update(images)
    .set(patch)
    .where(eq(images.id, at(index)));
const pair = (newer: number, older: number, layer: PairRow["layer"] = "pixels", evidence: Record<string, unknown> = {}) =>
  mine.pair(newer, older, { layer, evidence });
type RuleInput = { layers?: PairRow["layer"][]; condition?: Partial<schema.RuleCondition>; action?: schema.RuleAction; enabled?: boolean };
const create = ({
  layers = ["bytes", "pixels"],
  condition = {},
  action = { do: "keep", by: "most-metadata" },
  enabled = false,
}: RuleInput = {}) =>
  createDuplicateRule(acting(), {
    name: "A rule",
    condition: schema.ruleCondition.parse({ layers, ...condition }),
    action,
    enabled,
  });
const preview = async (page = 1, limit = 20) =>
  schema.previewDuplicateRules.output.parse(await previewDuplicateRules(acting(), { ruleIds: undefined, page, limit }));
const shown = async () =>
  (await preview()).groups.map(({ action, keep, others }) => [action, numberOf(keep.id), others.map(({ id }) => numberOf(id))]);
const apply = async (token?: string) =>
  schema.applyDuplicateRules.output.parse(
    await applyDuplicateRules(acting(), { ruleIds: undefined, token: token ?? (await preview()).token }),
  );
const undo = async (runId: string) => schema.undoDuplicateRuleRun.output.parse(await undoDuplicateRuleRun(acting(), { runId }));
const statesOf = async () => {
  const rows = await mine.db.select().from(images).where(inArray(images.id, mine.ids)).orderBy(images.id);
  return rows.map(({ changedXid, updatedAt, ...row }) => row);
};
/** Everything that is not as it was at first: places and covers, by index. */
const placesOf = async () =>
  Object.fromEntries(
    (await statesOf()).flatMap(({ id, place, stackedUnder }) => {
      const said = [place === "library" ? "" : place, stackedUnder ? `under ${numberOf(stackedUnder)}` : ""].filter(Boolean).join(" ");
      return said ? [[numberOf(id), said]] : [];
    }),
  );

test("rules are listed in their order, changed, moved and deleted, each by its person only", async () => {
  const [first, second] = [await create(), await create({ layers: ["view"] })];
  const list = async (by = mine.actor) => (await listDuplicateRules(acting(by), { page: 1, limit: 20 })).rules.map(({ id }) => id);
  expect(await list()).toEqual([first.id, second.id]);
  expect(first.enabled).toBe(false);
  const changed = await updateDuplicateRule(acting(), { ruleId: second.id, before: first.id, name: "First", enabled: true });
  expect(changed).toMatchObject({ name: "First", enabled: true, condition: second.condition });
  expect(await list()).toEqual([second.id, first.id]);
  await updateDuplicateRule(acting(), { ruleId: second.id, before: null });
  expect(await list()).toEqual([first.id, second.id]);

  const stranger = await createTestActor(mine.ctx);
  expect(await list(stranger)).toEqual([]);
  await expect(updateDuplicateRule(acting(stranger), { ruleId: first.id, enabled: true })).rejects.toMatchObject({ code: "not-found" });
  await expect(deleteDuplicateRule(acting(stranger), { ruleId: first.id })).rejects.toMatchObject({ code: "not-found" });
  await expect(create({ condition: { collectionIds: [uuidv7()] } })).rejects.toMatchObject({ code: "not-found" });
  await expect(updateDuplicateRule(acting(), { ruleId: first.id, before: uuidv7() })).rejects.toMatchObject({ code: "not-found" });
  await deleteDuplicateRule(acting(), { ruleId: first.id });
  expect(await list()).toEqual([second.id]);
});

test("a person writes as many rules as may be", async () => {
  await Promise.all(Array.from({ length: limits.duplicates.rulesMax + 2 }, () => create().catch(() => {})));
  expect((await listDuplicateRules(acting(), { page: 1, limit: 100 })).total).toBe(limits.duplicates.rulesMax);
});

test("applying does exactly what the preview showed, page by page, and undo restores all of it", async () => {
  await create();
  await create({
    layers: ["view"],
    condition: { sameRatio: true, formats: { one: ["jpeg"], other: ["raw"] } },
    action: { do: "stack", by: "suggested" },
  });
  await set(0, { title: "Sea", tags: ["sun"], place: "held" });
  await set(1, { rating: 5, latitude: 1, longitude: 2 });
  await set(3, { contentType: "image/jpeg", width: 150, height: 100 });
  await set(4, { contentType: "image/tiff", originalName: "DSC_0001.NEF" });
  await pair(1, 0);
  await pair(2, 1);
  await pair(4, 3, "view", { agreement: 0.95, overlap: 1 });
  await pair(5, 3, "perceptual");
  const before = await statesOf();
  expect(await shown()).toEqual([
    ["keep", 1, [0, 2]],
    ["stack", 4, [3]],
  ]);
  expect(await statesOf()).toEqual(before);
  expect(await preview(2, 1)).toMatchObject({
    total: 2,
    page: 2,
    trashCount: 2,
    stackCount: 1,
    complete: true,
    groups: [{ action: "stack" }],
  });

  const { run, skippedCount } = await apply();
  expect(run).toMatchObject({ automatic: false, groupCount: 2, trashCount: 2, stackCount: 1, undoneAt: null, ruleNames: ["A rule"] });
  expect(skippedCount).toBe(0);
  expect(await placesOf()).toEqual({ 0: "trash", 2: "trash", 3: "under 4" });
  expect((await statesOf())[1]).toMatchObject({ title: "Sea", tags: ["sun"], rating: 5, latitude: 1 });
  const undone = await undo(run.id);
  expect(undone).toMatchObject({ restoredCount: 2, left: [] });
  expect(await statesOf()).toEqual(before);
  expect(await shown()).toEqual([
    ["keep", 1, [0, 2]],
    ["stack", 4, [3]],
  ]);
  await expect(undo(run.id)).rejects.toMatchObject({ code: "conflict" });
});

test("a preview that is no longer true is refused, and nothing is done", async () => {
  await create();
  await pair(1, 0);
  const { token } = await preview();
  await pair(3, 2);
  await expect(apply(token)).rejects.toMatchObject({ code: "conflict" });
  expect(await placesOf()).toEqual({});
  expect((await listDuplicateRuleRuns(acting(), { page: 1, limit: 20 })).total).toBe(0);
  const fresh = (await preview()).token;
  const results = await Promise.allSettled([apply(fresh), apply(fresh)]);
  expect(Object.values(await placesOf())).toEqual(["trash", "trash"]);
  const done = results.flatMap((result) => (result.status === "fulfilled" ? [result.value.run.groupCount] : []));
  expect(done.reduce((sum, count) => sum + count, 0)).toBe(2);
});

test("undo leaves what somebody changed since, and says what it could not put back", async () => {
  await create();
  for (const [newer, older] of [
    [1, 0],
    [3, 2],
    [5, 4],
  ] as const) {
    await set(older, { description: "kept", metadata: {} });
    await set(newer, { rating: 4 });
    await pair(newer, older);
  }
  await set(0, { tags: ["mine"] });
  const { run } = await apply();
  const places = await placesOf();
  const trashed = Object.keys(places).map(Number);
  expect(trashed).toHaveLength(3);
  const [first = 0, second = 0, third = 0] = trashed;
  const keeperOf = (index: number) => (index % 2 === 0 ? index + 1 : index - 1);
  await updateImages(acting(), { imageIds: [at(keeperOf(first))], changes: { rating: 1 } });
  await restoreImages(acting(), { imageIds: [at(second)] });
  await trashImages(acting(), { imageIds: [at(second)] });
  await mine.db.transaction((tx) => deleteOwned(tx, scopeOf(mine.actor), [at(third)]));
  const { restoredCount, left } = await undo(run.id);
  expect(restoredCount).toBe(1);
  expect(left.toSorted((a, b) => (a.reason < b.reason ? -1 : 1))).toEqual([
    { imageId: at(second), reason: "changed" },
    { imageId: at(third), reason: "deleted" },
  ]);
  expect(await placesOf()).toEqual({ [second]: "trash" });
  const ratings = new Map((await statesOf()).map(({ id, rating }) => [numberOf(id), rating]));
  expect(ratings.get(keeperOf(first))).toBe(1);
});

test("a decision that somebody made since stays, and so does a stack that they changed", async () => {
  await create({ action: { do: "stack", by: "suggested" } });
  await stackImages(acting(), { imageIds: [at(5), at(4)], coverId: at(5) });
  await pair(1, 0);
  await pair(3, 2);
  await pair(4, 2);
  const before = await placesOf();
  const { run } = await apply();
  expect(run.stackCount).toBe(3);
  await stackImages(acting(), { imageIds: [at(0), at(1)], coverId: at(1) });
  await undo(run.id);
  expect(await placesOf()).toEqual({ ...before, 0: "under 1" });
  const groups = await listDuplicateGroups(acting(), { page: 1, limit: 20 } as Parameters<typeof listDuplicateGroups>[1]);
  expect(groups.groups.flatMap((group) => group.images.map(({ id }) => numberOf(id)))).toEqual([2, 3, 4]);
});

test("after 30 days a run can be undone no longer", async () => {
  await create();
  await pair(1, 0);
  const { run } = await apply();
  mine.ctx.clock.advanceS(limits.duplicates.ruleUndoDays * 86_400 + 1);
  const runs = await listDuplicateRuleRuns(acting(), { page: 1, limit: 20 });
  expect(runs.runs).toMatchObject([{ id: run.id, undoUntil: null }]);
  await expect(undo(run.id)).rejects.toMatchObject({ code: "conflict" });
});

test("what a run trashed is there to be undone for 30 days, also where the trash is emptied sooner", async () => {
  await create();
  await pair(1, 0);
  await pair(3, 2);
  const { run } = await apply();
  const [kept = 0, other = 0] = Object.keys(await placesOf()).map(Number);
  await trashImages(acting(), { imageIds: [at(5)] });
  await restoreImages(acting(), { imageIds: [at(other)] });
  await trashImages(acting(), { imageIds: [at(other)] });
  const purge = () =>
    purgeTrash({ ...mine.ctx, storage: createDiskStorage(mine.ctx.config), config: { ...mine.ctx.config, trashDays: 1 } });
  mine.ctx.clock.advanceS((limits.duplicates.ruleUndoDays - 1) * 86_400);
  await purge();
  expect((await statesOf()).map(({ id }) => numberOf(id))).toEqual([0, 1, 2, 3, 4].filter((index) => index !== other));
  expect(await undo(run.id)).toMatchObject({ restoredCount: 1, left: [{ imageId: at(other), reason: "deleted" }] });
  expect(await placesOf()).toEqual({});

  const again = await apply();
  expect(Object.keys(await placesOf()).map(Number)).toEqual([kept]);
  mine.ctx.clock.advanceS(limits.duplicates.ruleUndoDays * 86_400 + 1);
  await purge();
  expect((await statesOf()).map(({ id }) => numberOf(id))).toEqual([0, 1, 2, 3, 4].filter((index) => index !== other && index !== kept));
  await expect(undo(again.run.id)).rejects.toMatchObject({ code: "conflict" });
});

describe("a protected collection", () => {
  const protect = (collectionId: string, isProtected: boolean) => updateCollection(acting(), { collectionId, isProtected });
  const createAlbum = async (...indices: number[]) => {
    const id = uuidv7();
    await mine.db.insert(collections).values({ id, ownerId: mine.actor.userId, name: "Album" });
    await mine.db.insert(memberships).values(indices.map((index) => ({ collectionId: id, imageId: at(index) })));
    return id;
  };
  const everything = async () => ({
    rows: await mine.db.select().from(images).where(inArray(images.id, mine.ids)).orderBy(images.id),
    memberships: await mine.db
      .select()
      .from(memberships)
      .where(inArray(memberships.imageId, mine.ids))
      .orderBy(memberships.imageId, memberships.collectionId),
  });

  test("is never touched: what repeats one of its pictures is left to the person, with all that it knows", async () => {
    await create();
    await create({ layers: ["view"], action: { do: "stack", by: "suggested" } });
    const album = await createAlbum(0, 3);
    await createAlbum(1);
    await protect(album, true);
    await set(1, { title: "Sea", description: "At noon", tags: ["sun"], rating: 5, takenSource: "person", latitude: 1, longitude: 2 });
    await pair(1, 0);
    await pair(2, 0);
    await pair(4, 3, "view");
    const before = await everything();
    expect(await shown()).toEqual([]);
    await expect(apply()).rejects.toMatchObject({ code: "conflict" });
    expect(await everything()).toEqual(before);

    await pair(2, 1);
    expect(await shown()).toEqual([["keep", 1, [2]]]);
    await apply();
    const after = await everything();
    expect([after.rows[0], after.rows[3]]).toEqual([before.rows[0], before.rows[3]]);
    expect(after.memberships).toEqual(before.memberships);
    expect(await placesOf()).toEqual({ 2: "trash" });
  });

  test("binds the stacks of its pictures, since one that goes changes whose cover the others are under", async () => {
    await create();
    await create({ layers: ["view"], action: { do: "stack", by: "suggested" } });
    const album = await createAlbum(1);
    await protect(album, true);
    await stackImages(acting(), { imageIds: [at(0), at(1), at(2)], coverId: at(0) });
    await set(3, { rating: 5 });
    await pair(3, 0);
    await pair(4, 2, "view");
    expect(await shown()).toEqual([]);
    await protect(album, false);
    expect(await shown()).toHaveLength(2);
  });

  test("is not touched either when it becomes one after the plan", async () => {
    await create();
    const album = await createAlbum(0);
    await pair(1, 0);
    const { token } = await preview();
    await protect(album, true);
    await expect(apply(token)).rejects.toMatchObject({ code: "conflict" });
    const planned = { ruleId: uuidv7(), ruleName: "A rule", action: "keep" as const };
    for (const [keepId, otherId] of [mine.ids, mine.ids.toReversed().slice(4)])
      expect(
        await mine.db.transaction((tx) =>
          applyGroup(tx, mine.actor, { ...planned, keepId: keepId ?? "", otherIds: [otherId ?? ""] }, mine.ctx.clock.now()),
        ),
      ).toBeUndefined();
    expect(await placesOf()).toEqual({});
  });
});

test("rules leave alone what follows from a decision, by hand and alone", async () => {
  const scope = scopeOf(mine.actor);
  await create({ enabled: true });
  await decideAmong(mine.db, scope, [at(0)], [at(1)], "not-related");
  await decideAmong(mine.db, scope, [at(2)], [at(1)], "duplicate");
  await pair(2, 0);
  expect(await shown()).toEqual([]);
  expect(await applyRulesAlone(acting(), { imageId: at(2) })).toEqual({ runId: undefined });
  expect(await placesOf()).toEqual({});
});

test("enabled rules act alone on what is found since, as a run of its own that can be undone for good", async () => {
  await pair(1, 0);
  const rule = await create({ enabled: true });
  await applyRulesAlone(acting(), { imageId: at(1) });
  expect(await placesOf()).toEqual({});
  await pair(3, 2);
  const { runId } = await applyRulesAlone(acting(), { imageId: at(3) });
  expect(Object.values(await placesOf())).toEqual(["trash"]);
  const { runs } = await listDuplicateRuleRuns(acting(), { page: 1, limit: 20 });
  expect(runs).toMatchObject([{ id: runId, automatic: true, trashCount: 1 }]);
  await undo(runId ?? "");
  await applyRulesAlone(acting(), { imageId: at(3) });
  expect(await placesOf()).toEqual({});
  await updateDuplicateRule(acting(), { ruleId: rule.id, enabled: false });
  await pair(5, 4);
  expect(await applyRulesAlone(acting(), { imageId: at(5) })).toEqual({ runId: undefined });
});

test("a person and the rules at the same group at once leave one of them decided, and no picture without another", async () => {
  await create();
  await pair(1, 0);
  await pair(3, 2);
  const { token } = await preview();
  const [, person] = await Promise.allSettled([apply(token), resolveDuplicateGroup(acting(), { keepIds: [at(1)], trashIds: [at(0)] })]);
  const places = await placesOf();
  expect(Object.values(places).every((place) => place === "trash")).toBe(true);
  expect(Number(places[0] === "trash") + Number(places[1] === "trash")).toBe(1);
  if (person?.status === "fulfilled") expect(places[0]).toBe("trash");
});
