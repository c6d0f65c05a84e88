import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorForOwner, scopeOf } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { createCollection } from "../collections/create-collection";
import { deleteCollection } from "../collections/delete-collection";
import { findCollectionId } from "../collections/queries";
import { emptyDatabase } from "../db/testing";
import { addToIndex } from "./add-to-index";
import { deleteIndexes } from "./delete-index";
import { describeIndex } from "./describe-index";
import { keepIndex, tailMax } from "./keep-index";
import { listIndexesDue } from "./list-indexes-due";
import type { IndexKey } from "./queries";
import * as queries from "./queries";
import { disturbFeatures, insertFeatured, makeFeatures } from "./testing";
import { voteForImages } from "./vote-for-images";

let ctx: AccountContext;
let owner: { userId: string; collectionId: string };
let key: IndexKey;
const profile = "sift1-512x512-40-128";

beforeAll(async () => {
  ctx = await openAccountContext();
});
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  const actor = await createTestActor(ctx);
  const collectionId = (await findCollectionId(ctx.db, scopeOf(actor), "default")) as string;
  owner = { userId: actor.userId, collectionId };
  key = { ownerId: actor.userId, collectionId: null, profile };
});
afterAll(() => ctx.close());

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const insert = (from: number, to: number) =>
  insertFeatured(
    ctx.db,
    owner,
    profile,
    range(from, to).map((seed) => makeFeatures(seed)),
  );
const add = (imageId: string, seed: number) =>
  ctx.db.transaction((tx) => addToIndex(tx, { ...key, imageId, features: makeFeatures(seed), dimensions: 128 }));
const find = async (seed: number, of = key) => (await voteForImages(ctx, of, [disturbFeatures(makeFeatures(seed), seed)], 3))[0]?.imageId;
const state = async () => (await queries.findServing(ctx.db, key)) as queries.IndexRow;

async function countRows(): Promise<number> {
  const [row] = await ctx.db.execute<{ rows: number }>(
    sql`select ((select count(*) from feature_postings) + (select count(*) from indexed_images) + (select count(*) from feature_indexes))::int as rows`,
  );
  return row?.rows ?? 0;
}

/** Makes a library of so many pictures with learned words. */
async function fill(count: number): Promise<string[]> {
  const ids = await insert(0, count);
  await add(ids[0] as string, 0);
  await keepIndex(ctx, key, { dimensions: 128 });
  return ids;
}

describe("a feature index", () => {
  test("finds a picture from the moment it is added, before any word is learned", async () => {
    const ids = await insert(0, 5);
    for (const [seed, id] of ids.entries()) await add(id, seed);
    for (const [seed, id] of ids.entries()) expect(await find(seed)).toBe(id);
    expect(await find(99)).toBeUndefined();
    expect((await state()).learnedFrom).toBe(0);
  });

  test("learns words when there are enough pictures, and finds them all in postings", async () => {
    const ids = await fill(300);
    expect((await state()).learnedFrom).toBe(300);
    expect((await state()).segments.map(({ from, to }) => [from, to])).toEqual([[0, 300]]);
    expect(await queries.countIndexed(ctx.db, (await state()).id)).toEqual({ tail: 0, total: 300 });
    for (let seed = 0; seed < 300; seed += 13) expect(await find(seed)).toBe(ids[seed]);
  });

  test("learns words from 32 pictures on, which stay in the tail until there are more", async () => {
    const ids = await fill(31);
    expect((await state()).learnedFrom).toBe(0);
    ids.push(...(await insert(31, 32)));
    await keepIndex(ctx, key, { dimensions: 128 });
    expect((await state()).learnedFrom).toBe(32);
    expect((await describeIndex(ctx, key)).words).toBeGreaterThan(1);
    expect(await queries.countIndexed(ctx.db, (await state()).id)).toEqual({ tail: 32, total: 32 });
    for (const [seed, id] of ids.entries()) expect(await find(seed)).toBe(id);
    expect(await find(99)).toBeUndefined();
  });

  test("finds what comes into the tail, folds it, and merges segments", async () => {
    const ids = await fill(300);
    ids.push(...(await insert(300, 300 + tailMax)));
    for (const seed of range(300, 310)) await add(ids[seed] as string, seed);
    expect((await queries.countIndexed(ctx.db, (await state()).id)).tail).toBe(10);
    for (const seed of range(300, 310)) expect(await find(seed)).toBe(ids[seed]);
    await keepIndex(ctx, key, { dimensions: 128 });
    expect(await queries.countIndexed(ctx.db, (await state()).id)).toEqual({ tail: 0, total: 300 + tailMax });
    expect((await state()).segments).toHaveLength(1);
    for (let seed = 0; seed < 300 + tailMax; seed += 29) expect(await find(seed)).toBe(ids[seed]);
    const [rows] = await ctx.db.execute<{ segments: number }>(sql`select count(distinct segment)::int as segments from feature_postings`);
    expect(rows?.segments).toBe(1);
  });

  test("answers without a gap while it folds, merges and learns anew", async () => {
    const ids = await fill(140);
    ids.push(...(await insert(140, 700)));
    let done = false;
    const work = keepIndex(ctx, key, { dimensions: 128 }).finally(() => {
      done = true;
    });
    let asked = 0;
    for (; !done || asked < 5; asked++) expect(await find(asked % 140)).toBe(ids[asked % 140]);
    await work;
    expect((await state()).learnedFrom).toBe(700);
    expect(await find(650)).toBe(ids[650]);
  });

  test("says how much of its successor is done, first of the words and then of the pictures, and never less than before", async () => {
    const ids = await fill(300);
    await queries.askForSuccessor(ctx.db, key);
    expect(await describeIndex(ctx, key)).toMatchObject({ isLearning: true, share: 0 });
    const before = (await state()).id;
    const told: number[] = [];
    let done = false;
    const work = keepIndex(ctx, key, { dimensions: 128 }).finally(() => {
      done = true;
    });
    while (!done) {
      const { share } = await describeIndex(ctx, key);
      if (share !== null) told.push(share);
    }
    await work;
    expect((await state()).id).not.toBe(before);
    expect(told.length).toBeGreaterThan(2);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.some((share) => share >= 0.5)).toBe(true);
    expect(await describeIndex(ctx, key)).toMatchObject({ isLearning: false, share: null });
    for (let seed = 0; seed < 300; seed += 29) expect(await find(seed)).toBe(ids[seed]);
  });

  test("forgets pictures that are gone, and drops their postings when many are", async () => {
    const ids = await fill(200);
    const gone = ids.slice(0, 60);
    await ctx.db.execute(sql`delete from images where id = any(${`{${gone.join(",")}}`}::uuid[])`);
    expect(await find(3)).not.toBe(ids[3]);
    await keepIndex(ctx, key, { dimensions: 128 });
    expect((await state()).segments[0]).toMatchObject({ from: 0, to: 200, images: 140, features: 140 * 40 });
    expect(await find(100)).toBe(ids[100]);
  });

  test("a picture with other features than before is found by these alone", async () => {
    const ids = await fill(150);
    await add(ids[7] as string, 1_007);
    expect(await find(1_007)).toBe(ids[7]);
    expect(await find(7)).not.toBe(ids[7]);
  });

  test("holds the pictures of a collection, guests' included, and lets go of those that leave it", async () => {
    const guest = await createTestActor(ctx);
    const theirs = (await findCollectionId(ctx.db, scopeOf(guest), "default")) as string;
    const ids = await insert(0, 3);
    const guests = await insertFeatured(ctx.db, { userId: guest.userId, collectionId: theirs }, profile, [
      makeFeatures(50),
      makeFeatures(51),
    ]);
    await ctx.db.execute(sql`insert into memberships (collection_id, image_id) values (${owner.collectionId}, ${guests[0] as string})`);
    const collection = { ...key, collectionId: owner.collectionId };
    await ctx.db.transaction((tx) =>
      addToIndex(tx, { ...collection, imageId: ids[0] as string, features: makeFeatures(0), dimensions: 128 }),
    );
    await keepIndex(ctx, collection, { dimensions: 128 });
    expect(await find(50, collection)).toBe(guests[0]);
    expect(await find(51, collection)).toBeUndefined();
    expect(await find(2, collection)).toBe(ids[2]);
    await ctx.db.execute(sql`delete from memberships where image_id = ${guests[0] as string} and collection_id = ${owner.collectionId}`);
    await keepIndex(ctx, collection, { dimensions: 128 });
    expect(await find(50, collection)).toBeUndefined();
  });

  test("holds nobody else's pictures in a library, and none of the trash in a collection", async () => {
    const guest = await createTestActor(ctx);
    const theirs = (await findCollectionId(ctx.db, scopeOf(guest), "default")) as string;
    await insertFeatured(ctx.db, { userId: guest.userId, collectionId: theirs }, profile, [makeFeatures(60)]);
    const ids = await insert(0, 3);
    const [library, collection] = [key, { ...key, collectionId: owner.collectionId }];
    await ctx.db.execute(sql`update images set place = 'trash', trashed_at = now() where id = ${ids[1] as string}`);
    for (const of of [library, collection, { ...key, ownerId: guest.userId }]) await keepIndex(ctx, of, { dimensions: 128 });
    expect(await find(60, library)).toBeUndefined();
    expect(await find(2, library)).toBe(ids[2]);
    expect(await find(1, collection)).toBeUndefined();
    expect(await find(2, collection)).toBe(ids[2]);
    await deleteIndexes(ctx.db, { ...key, ownerId: guest.userId });
    expect(await find(2, library)).toBe(ids[2]);
  });

  test("one job works on it at a time; one that lost it changes nothing", async () => {
    await fill(150);
    const { id } = await state();
    const version = await queries.claimIndex(ctx.db, id, 100);
    expect(await queries.claimIndex(ctx.db, id, 100)).toBeUndefined();
    await queries.takeOver(ctx.db, id);
    expect(await queries.saveSegments(ctx.db, id, version as number, [])).toBe(false);
    expect((await state()).segments).toHaveLength(1);
  });

  test("a stopped job leaves an index that serves, and the next one goes on", async () => {
    const ids = await fill(150);
    ids.push(...(await insert(150, 800)));
    for (let stops = 0; stops < 8; stops++) {
      const stopping = new AbortController();
      setTimeout(() => stopping.abort(), 30 * stops);
      await keepIndex(ctx, key, { dimensions: 128, signal: stopping.signal });
      expect(await find(20)).toBe(ids[20]);
    }
    await keepIndex(ctx, key, { dimensions: 128 });
    for (const seed of [0, 149, 150, 500, 799]) expect(await find(seed)).toBe(ids[seed]);
    expect((await queries.countIndexed(ctx.db, (await state()).id)).total).toBe(800);
  });

  test("copies of one picture take one place of the list", async () => {
    const ids = await insertFeatured(
      ctx.db,
      owner,
      profile,
      range(0, 20).map((n) => (n < 12 ? disturbFeatures(makeFeatures(1), n, { bits: 4, lost: 0 }) : makeFeatures(n))),
    );
    for (const id of ids.slice(0, 12))
      await ctx.db.execute(
        sql`insert into perceptual_hashes (owner_id, image_id, hash256) values (${owner.userId}, ${id}, ${"01".repeat(128)}::bit(256))`,
      );
    await add(ids[0] as string, 1);
    await keepIndex(ctx, key, { dimensions: 128 });
    const mixed = {
      ...makeFeatures(1),
      descriptors: Uint8Array.from([...makeFeatures(1).descriptors.slice(0, 320), ...makeFeatures(15).descriptors.slice(0, 320)]),
    };
    const voted = await voteForImages(ctx, key, [mixed], 2);
    expect(voted.map(({ imageId }) => ids.indexOf(imageId) < 12)).toContain(true);
    expect(voted.map(({ imageId }) => imageId)).toContain(ids[15]);
    expect(voted.find(({ imageId }) => imageId !== ids[15])?.copies).toHaveLength(6);
  });

  test("a deleted collection leaves its index to a job of the library, which deletes it bit by bit", async () => {
    const { id: collectionId } = await createCollection({ ...ctx, actor: actorForOwner(owner.userId) }, { name: "Covers", tags: [] });
    const ids = await insertFeatured(
      ctx.db,
      { ...owner, collectionId },
      "sift1-800x800-500-128",
      range(0, 140).map((seed) => makeFeatures(seed)),
    );
    const collection = { ...key, collectionId, profile: "sift1-800x800-500-128" };
    await keepIndex(ctx, collection, { dimensions: 128 });
    expect(await find(3, collection)).toBe(ids[3]);
    await deleteCollection({ ...ctx, actor: actorForOwner(owner.userId) }, { collectionId, images: "keep" });
    expect(await countRows()).toBeGreaterThan(140);
    expect(await find(3, collection)).toBeUndefined();
    expect(await listIndexesDue(ctx)).toEqual([{ ownerId: owner.userId, collectionId: null }]);
    await keepIndex(ctx, key, { dimensions: 128 });
    // The library's own, empty index is there.
    expect(await countRows()).toBe(1);
    expect(await listIndexesDue(ctx)).toEqual([]);
  });

  test("nothing is left of a deleted index", async () => {
    await fill(150);
    await deleteIndexes(ctx.db, key);
    expect(await countRows()).toBe(0);
    expect(await find(3)).toBeUndefined();
  });
});
