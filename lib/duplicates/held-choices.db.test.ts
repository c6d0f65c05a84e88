import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Actor, scopeOf } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { images } from "../db/schema/images";
import { insertTestImage } from "../images/testing";
import { findDecidedAmong } from "./find-decided";
import { listDuplicateGroups } from "./list-duplicate-groups";
import { type PairRow, savePairs } from "./queries";
import { reopenHeldImage } from "./reopen-held-image";
import { resolveHeldImage } from "./resolve-held-image";
import type { HeldChoice } from "./schema";

let ctx: AccountContext;
let actor: Actor;
/** Two that the held one repeats, the surer one second; one that is only similar; the held one. */
let ids: { weak: string; sure: string; similar: string; held: string };

beforeAll(async () => {
  ctx = await openAccountContext();
});
beforeEach(async () => {
  actor = await createTestActor(ctx);
  ids = { weak: uuidv7(), sure: uuidv7(), similar: uuidv7(), held: uuidv7() };
  for (const id of Object.values(ids)) await insertTestImage(ctx.db, actor, { id, place: id === ids.held ? "held" : "library" });
  await set("held", { title: "Sea", tags: ["sun"], rating: 4 });
  await set("sure", { favourite: true });
});
afterAll(() => ctx.close());

type Name = keyof typeof ids;
const acting = () => ({ ...ctx, actor });
const set = (name: Name, patch: Partial<typeof images.$inferInsert>) => ctx.db.update(images).set(patch).where(eq(images.id, ids[name]));
const pair = (of: Name, layer: PairRow["layer"], verdict: PairRow["verdict"], distance: number) =>
  savePairs(ctx.db, [{ id: uuidv7(), ownerId: actor.userId, imageId: ids.held, ofImageId: ids[of], layer, verdict, distance }]);
async function addEvidence() {
  await pair("weak", "perceptual", "duplicate", 20);
  await pair("sure", "perceptual", "duplicate", 4);
  await pair("sure", "embedding", "similar", 0.99);
  await pair("similar", "view", "similar", 0.25);
}
const rowsOf = async () => {
  const rows = await ctx.db.select().from(images).where(eq(images.ownerId, actor.userId));
  const named = Object.entries(ids).map(([name, id]) => [name, rows.find((row) => row.id === id)] as const);
  return Object.fromEntries(named.map(([name, { changedXid, updatedAt, searchWords, searchVector, ...row } = {} as never]) => [name, row]));
};
const placesOf = async () => Object.fromEntries(Object.entries(await rowsOf()).map(([name, { place }]) => [name, place]));
const choose = async (choice: HeldChoice) => (await resolveHeldImage(acting(), { imageId: ids.held, choice })).trashedIds;
const reopen = () => reopenHeldImage(acting(), { imageId: ids.held });
/** Pairs of names about which a decision is known or follows. */
const decidedPairs = async () => {
  const decided = await findDecidedAmong(ctx.db, scopeOf(actor), Object.values(ids));
  const names = Object.keys(ids) as Name[];
  return names.flatMap((a, index) => names.slice(index + 1).flatMap((b) => (decided.has(ids[a], ids[b]) ? [`${a} ${b}`] : [])));
};

describe("a picture that was held for duplicates, and is like another one", () => {
  test("replaces its duplicates alone, and what it is only like stays to be decided about", async () => {
    await addEvidence();
    const before = await rowsOf();
    expect(await choose("keep-new")).toEqual([ids.sure, ids.weak]);
    expect(await placesOf()).toEqual({ weak: "trash", sure: "trash", similar: "library", held: "library" });
    expect(await rowsOf()).toMatchObject({ held: { title: "Sea", favourite: true }, similar: before.similar });
    expect(await decidedPairs()).toEqual(["weak sure", "weak held", "sure held"]);
    const { groups } = await listDuplicateGroups(acting(), { page: 1, limit: 20, order: "largest" });
    expect(groups.map(({ images: shown }) => shown.map(({ id }) => id))).toEqual([[ids.similar, ids.held]]);
    await reopen();
    expect(await rowsOf()).toEqual(before);
    expect(await decidedPairs()).toEqual([]);
  });

  test("goes to the trash for its surest duplicate, which takes over what it knows; the others are not made one thing", async () => {
    await addEvidence();
    const before = await rowsOf();
    expect(await choose("discard")).toEqual([ids.held]);
    expect(await placesOf()).toEqual({ weak: "library", sure: "library", similar: "library", held: "trash" });
    expect(await rowsOf()).toMatchObject({ sure: { title: "Sea", tags: ["sun"], rating: 4 }, weak: before.weak, similar: before.similar });
    expect(await decidedPairs()).toEqual(["sure held"]);
    await reopen();
    expect(await rowsOf()).toEqual(before);
    expect(await decidedPairs()).toEqual([]);
  });

  test("takes nothing over from, and hands nothing to, a duplicate that is in the trash", async () => {
    await addEvidence();
    await set("sure", { place: "trash" });
    const before = await rowsOf();
    await choose("discard");
    expect(await rowsOf()).toMatchObject({ sure: before.sure, weak: { title: "Sea" } });
    await reopen();
    expect(await choose("keep-new")).toEqual([ids.weak]);
    expect(await rowsOf()).toMatchObject({ sure: before.sure, held: { favourite: false } });
    await reopen();
    expect(await rowsOf()).toEqual(before);
  });
});

describe("a picture that was held as similar only", () => {
  beforeEach(() => pair("similar", "view", "similar", 0.25));

  test("replaces nothing: to keep it is to keep both", async () => {
    const before = await rowsOf();
    expect(await choose("keep-new")).toEqual([]);
    expect(await rowsOf()).toEqual({ ...before, held: { ...before.held, place: "library", heldUntil: expect.any(Date) } });
    expect(await decidedPairs()).toEqual(["similar held"]);
    await reopen();
    expect(await rowsOf()).toEqual(before);
  });

  test("is discarded alone, and can be held again", async () => {
    const before = await rowsOf();
    expect(await choose("discard")).toEqual([ids.held]);
    expect(await rowsOf()).toMatchObject({ similar: before.similar, held: { place: "trash" } });
    expect(await decidedPairs()).toEqual([]);
    await reopen();
    expect(await rowsOf()).toEqual(before);
  });
});
