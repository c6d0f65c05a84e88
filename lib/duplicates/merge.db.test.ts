import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Actor, scopeOf } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { collections, images, memberships } from "../db/schema/images";
import { type SavedPicture, savedSearches } from "../db/schema/searches";
import { collectionMembers } from "../db/schema/sharing";
import { getImage } from "../images/get-image";
import { hideFileWords } from "../images/redact-image";
import { insertTestImage } from "../images/testing";
import { restoreImages } from "../images/trash-images";
import { updateImages } from "../images/update-images";
import { exifFacts } from "../ingest/exif-facts";
import { findIngestRow } from "../ingest/queries";
import { listKnowledge } from "./merge-queries";
import { savePairs } from "./queries";
import { reopenDuplicateGroup } from "./reopen-duplicate-group";
import { reopenHeldImage } from "./reopen-held-image";
import { resolveDuplicateGroup } from "./resolve-duplicate-group";
import { resolveHeldImage } from "./resolve-held-image";

let ctx: AccountContext;
let actor: Actor;
let keptId: string;
let otherId: string;
let thirdId: string;
let holiday: string;

beforeAll(async () => {
  ctx = await openAccountContext();
});
beforeEach(async () => {
  actor = await createTestActor(ctx);
  holiday = uuidv7();
  await ctx.db.insert(collections).values({ id: holiday, ownerId: actor.userId, name: "Holiday" });
  const image = (given = {}) => insertTestImage(ctx.db, actor, { id: uuidv7(), takenSource: "file", ...given });
  otherId = await image();
  thirdId = await image();
  keptId = await image();
  const alike = [
    [thirdId, otherId],
    [keptId, otherId],
    [keptId, thirdId],
  ] as const;
  const evidence = { ownerId: actor.userId, layer: "perceptual" as const, verdict: "duplicate" as const, distance: 2 };
  await savePairs(
    ctx.db,
    alike.map(([imageId, ofImageId]) => ({ ...evidence, id: uuidv7(), imageId, ofImageId })),
  );
});
afterAll(() => ctx.close());

const acting = () => ({ ...ctx, actor });
type Patch = Partial<typeof images.$inferInsert>;
const set = (id: string, patch: Patch) => ctx.db.update(images).set(patch).where(eq(images.id, id));
const stateOf = async (id: string) => {
  const [row] = await ctx.db.select().from(images).where(eq(images.id, id));
  const { changedXid, updatedAt, ...rest } = row ?? ({} as never);
  const inCollections = await ctx.db.select().from(memberships).where(eq(memberships.imageId, id)).orderBy(memberships.collectionId);
  return { ...rest, collectionIds: inCollections.map(({ collectionId }) => collectionId) };
};
const resolve = (trashIds = [otherId]) => resolveDuplicateGroup(acting(), { keepIds: [keptId], trashIds });
const reopen = (imageIds = [keptId, otherId]) => reopenDuplicateGroup(acting(), { imageIds });

const position = { latitude: 48.1, longitude: 11.5, altitudeM: 520 };
const known: Record<string, { of: Patch; gives: Patch; later: Parameters<typeof updateImages>[1]["changes"] }> = {
  title: { of: { title: "Sea" }, gives: { title: "Sea" }, later: { title: "Lake" } },
  description: { of: { description: "At noon" }, gives: { description: "At noon" }, later: { description: "At dawn" } },
  tags: { of: { tags: ["sea", "sun"] }, gives: { tags: ["sea", "sun"] }, later: { tags: ["moon"] } },
  rating: { of: { rating: 4 }, gives: { rating: 4 }, later: { rating: 1 } },
  favourite: { of: { favourite: true }, gives: { favourite: true }, later: { favourite: false } },
  position: { of: position, gives: position, later: { position: { latitude: 1, longitude: 2, altitudeM: null } } },
  metadata: {
    of: { metadata: { shop: { id: 7, tags: ["a"] } } },
    gives: { metadata: { shop: { id: 7, tags: ["a"] } } },
    later: { metadata: { shop: { id: 8, tags: ["a"] } } },
  },
  taken: {
    of: { takenLocal: "2019-01-02T03:04:05", takenOffsetMin: 60, takenUtc: new Date("2019-01-02T02:04:05Z"), takenSource: "exif" },
    gives: { takenLocal: "2019-01-02 03:04:05", takenOffsetMin: 60, takenUtc: new Date("2019-01-02T02:04:05Z"), takenSource: "exif" },
    later: { takenAt: "2001-01-01T00:00:00" },
  },
};

test.each(Object.entries(known))(
  "%s is taken over, given back exactly, and kept as a person changed it since",
  async (_, { of, gives, later }) => {
    await set(otherId, of);
    const before = await stateOf(keptId);
    await resolve();
    expect(await stateOf(keptId)).toMatchObject(gives);
    expect((await stateOf(otherId)).place).toBe("trash");
    await reopen();
    expect(await stateOf(keptId)).toEqual(before);

    await resolve();
    await updateImages(acting(), { imageIds: [keptId], changes: later });
    const changed = await stateOf(keptId);
    await reopen();
    expect({ ...(await stateOf(keptId)), takenOver: null }).toEqual({ ...changed, takenOver: null });
    expect((await stateOf(otherId)).place).toBe("library");
  },
);

test("collections come together, are left again at undo, and words can be searched", async () => {
  await ctx.db.insert(memberships).values({ collectionId: holiday, imageId: otherId });
  await set(otherId, { title: "Seaside" });
  const before = await stateOf(keptId);
  await resolve();
  const after = await stateOf(keptId);
  expect(after.collectionIds).toContain(holiday);
  expect(after.searchWords).toContain("seaside");
  await reopen();
  expect(await stateOf(keptId)).toEqual(before);
});

describe("a saved search with a picture", () => {
  const region = { left: 0, top: 0, width: 0.5, height: 1 };
  const keepSearch = async (pictures: SavedPicture[], of = actor) => {
    const id = uuidv7();
    await ctx.db.insert(savedSearches).values({ id, ownerId: of.userId, name: "Like this", query: "", pictures });
    return async () => (await ctx.db.select().from(savedSearches).where(eq(savedSearches.id, id)))[0]?.pictures ?? [];
  };
  const idsOf = (pictures: SavedPicture[]) => pictures.map(({ imageId }) => imageId);

  test("uses the one that is kept for it, and undo brings it back with its weight and part", async () => {
    const before: SavedPicture[] = [
      { imageId: otherId, weight: 2, region },
      { imageId: thirdId, weight: -1 },
    ];
    const pictures = await keepSearch(before);
    const others = await keepSearch([{ imageId: otherId, weight: 1 }], await createTestActor(ctx));
    await resolve();
    await resolve();
    expect(await pictures()).toMatchObject([{ imageId: keptId, weight: 2, region }, before[1]]);
    expect(idsOf(await others())).toEqual([otherId]);
    await reopen();
    await reopen();
    expect(await pictures()).toMatchObject(before);
    expect((await pictures())[0]?.formerIds).toEqual([]);
  });

  test("follows from one keeper to the next, and back", async () => {
    const pictures = await keepSearch([{ imageId: otherId, weight: 1 }]);
    await resolveDuplicateGroup(acting(), { keepIds: [thirdId], trashIds: [otherId] });
    await resolve([thirdId]);
    expect(idsOf(await pictures())).toEqual([keptId]);
    await reopen([keptId, thirdId]);
    expect(idsOf(await pictures())).toEqual([thirdId]);
    await reopen([thirdId, otherId]);
    expect(idsOf(await pictures())).toEqual([otherId]);
  });

  test("gives back each of two duplicates by itself, and never one that somebody put in since", async () => {
    const pictures = await keepSearch([
      { imageId: otherId, weight: 1 },
      { imageId: thirdId, weight: 1 },
    ]);
    await resolve([otherId, thirdId]);
    expect(idsOf(await pictures())).toEqual([keptId, keptId]);
    await reopen([keptId, otherId]);
    expect(idsOf(await pictures())).toEqual([otherId, keptId]);
    await ctx.db
      .update(savedSearches)
      .set({ pictures: [{ imageId: keptId, weight: 1 }] })
      .where(eq(savedSearches.ownerId, actor.userId));
    await reopen([keptId, thirdId]);
    expect(await pictures()).toEqual([{ imageId: keptId, weight: 1 }]);
  });
});

describe("a picture that was contributed to somebody else's collection", () => {
  const contributeAs = async (role: "viewer" | "contributor") => {
    const other = await createTestActor(ctx);
    const shared = uuidv7();
    await ctx.db.insert(collections).values({ id: shared, ownerId: other.userId, name: "Club" });
    const member = { id: uuidv7(), collectionId: shared, userId: actor.userId, role };
    await ctx.db.insert(collectionMembers).values({ ...member, acceptedAt: new Date() });
    await ctx.db.insert(memberships).values({ collectionId: shared, imageId: otherId });
    return { shared, leave: () => ctx.db.delete(collectionMembers).where(eq(collectionMembers.id, member.id)) };
  };

  test("is replaced there by the kept one, and undo takes that back", async () => {
    const { shared } = await contributeAs("contributor");
    const before = await stateOf(keptId);
    await resolve();
    expect((await stateOf(keptId)).collectionIds).toContain(shared);
    await reopen();
    expect(await stateOf(keptId)).toEqual(before);
  });

  test("is not where its person may only look by now, nor where they are no longer", async () => {
    const { shared } = await contributeAs("viewer");
    await resolve();
    expect((await stateOf(keptId)).collectionIds).not.toContain(shared);
    await reopen();
    const left = await contributeAs("contributor");
    await left.leave();
    await resolve();
    expect((await stateOf(keptId)).collectionIds).not.toContain(left.shared);
  });

  test("leaves with undo also when its person may add nothing there any more", async () => {
    const { shared, leave } = await contributeAs("contributor");
    await resolve();
    await leave();
    await reopen();
    expect((await stateOf(keptId)).collectionIds).not.toContain(shared);
  });
});

test("two pictures merged one after the other are taken apart in either order, each with its own", async () => {
  await set(otherId, { rating: 3, tags: ["a", "c"] });
  await set(thirdId, { rating: 5, tags: ["b", "c"] });
  await ctx.db.insert(memberships).values([otherId, thirdId].map((imageId) => ({ collectionId: holiday, imageId })));
  const before = await stateOf(keptId);
  for (const [first, second] of [
    [otherId, thirdId],
    [thirdId, otherId],
  ] as const) {
    await resolve([otherId]);
    await resolve([thirdId]);
    expect(await stateOf(keptId)).toMatchObject({ rating: 5, tags: ["a", "c", "b"] });
    await reopen([keptId, first]);
    const between = await stateOf(keptId);
    expect(between.rating).toBe(first === otherId ? 5 : 3);
    expect(between.tags?.toSorted()).toEqual(first === otherId ? ["b", "c"] : ["a", "c"]);
    expect(between.collectionIds).toContain(holiday);
    await reopen([keptId, second]);
    expect(await stateOf(keptId)).toEqual(before);
  }
});

test("undo gives back also when the other picture was taken out of the trash by hand, and a second undo does nothing", async () => {
  await set(otherId, { title: "Sea" });
  const before = await stateOf(keptId);
  await resolve();
  await restoreImages(acting(), { imageIds: [otherId] });
  await reopen();
  expect(await stateOf(keptId)).toEqual(before);
  await reopen();
  expect(await stateOf(keptId)).toEqual(before);
});

test("a held picture that is kept takes over what its twins know, and gives it back when it is held again", async () => {
  await set(keptId, { place: "held" });
  await set(otherId, { title: "Sea", tags: ["sun"], ...position });
  const pair = { id: uuidv7(), ownerId: actor.userId, imageId: keptId, ofImageId: otherId };
  await savePairs(ctx.db, [{ ...pair, layer: "perceptual", verdict: "duplicate", distance: 1 }]);
  const before = await stateOf(keptId);
  await resolveHeldImage(acting(), { imageId: keptId, choice: "keep-new" });
  expect(await stateOf(keptId)).toMatchObject({ title: "Sea", tags: ["sun"], ...position, place: "library" });
  await reopenHeldImage(acting(), { imageId: keptId });
  expect(await stateOf(keptId)).toEqual(before);
  expect((await stateOf(otherId)).place).toBe("library");
});

test("words that came with another's file stay a file's words, also when its own file is read again", async () => {
  await set(otherId, { tags: ["client", "mine"], description: "secret", exif: { keywords: ["client"], description: "secret" } });
  await set(keptId, { exif: { cameraMake: "Canon" } });
  const before = await stateOf(keptId);
  await resolve();
  const shown = async () => {
    const { description, tags, exif } = await stateOf(keptId);
    return hideFileWords({ description: description ?? null, tags: tags ?? [] }, exif ?? null);
  };
  expect((await getImage(acting(), { imageId: keptId })).tags).toEqual(["client", "mine"]);
  expect(await shown()).toEqual({ description: null, tags: ["mine"] });
  const row = await findIngestRow(ctx.db, keptId);
  if (!row) throw new Error("the picture is gone");
  await set(keptId, { exif: exifFacts(row, { cameraMake: "Canon" }).exif ?? null });
  expect(await shown()).toEqual({ description: null, tags: ["mine"] });
  await reopen();
  expect(await stateOf(keptId)).toEqual(before);
});

test("what was taken over before sources were noted is given back with the choice", async () => {
  await resolve();
  await ctx.db.insert(memberships).values({ collectionId: holiday, imageId: keptId });
  await set(keptId, { favourite: true, takenOver: { favourite: true, collectionIds: [holiday] } });
  await reopen();
  expect(await stateOf(keptId)).toMatchObject({ favourite: false, takenOver: null });
  expect((await stateOf(keptId)).collectionIds).not.toContain(holiday);
});

test("two people's requests for the same group at once leave one decision, and nothing is merged twice", async () => {
  await set(otherId, { description: "other" });
  await set(keptId, { description: "kept" });
  const results = await Promise.allSettled([
    resolve(),
    resolve(),
    resolveDuplicateGroup(acting(), { keepIds: [otherId], trashIds: [keptId] }),
  ]);
  const places = [(await stateOf(keptId)).place, (await stateOf(otherId)).place].toSorted();
  expect(places).toEqual(["library", "trash"]);
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(await rejectedBy(results));
  const inLibrary = (await stateOf(keptId)).place === "library" ? keptId : otherId;
  const merges = (await listKnowledge(ctx.db, scopeOf(actor), [inLibrary])).get(inLibrary)?.merges;
  expect(merges).toHaveLength(1);
  const [row] = await ctx.db.execute<{ count: number }>(
    sql`select count(*)::int as count from duplicate_decisions where owner_id = ${actor.userId}`,
  );
  expect(row?.count).toBe(1);
});

/** Whoever came second to keep what the first had trashed is told so. */
async function rejectedBy(results: PromiseSettledResult<unknown>[]): Promise<number> {
  const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  for (const reason of refused) expect(reason).toMatchObject({ code: "conflict" });
  return (await stateOf(keptId)).place === "library" ? 1 : 2;
}
