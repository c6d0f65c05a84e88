import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { scopeOf } from "../auth/access";
import { createTestActor } from "../auth/testing";
import { findCollectionId } from "../collections/queries";
import type { Context } from "../context/context";
import { emptyDatabase } from "../db/testing";
import { addToIndex } from "../feature-index/add-to-index";
import { describeIndex } from "../feature-index/describe-index";
import { insertFeatured, makeFeatures } from "../feature-index/testing";
import { openPictureContext, type PictureTestContext } from "../images/testing";
import { createQueue } from "../queue/pg-boss";
import type { Queue } from "../queue/queue";
import { sweepFeatures } from "../recognition/sweep-features";
import { featureProfile, viewFeatureSpec } from "../vision/local-features";
import { indexFeatures } from "./index-features";
import { watchFeatureIndexes } from "./watch-feature-indexes";

let ctx: PictureTestContext & { queue: Queue };
const profile = featureProfile(viewFeatureSpec);
const never = new AbortController().signal;

beforeAll(async () => {
  const pictures = await openPictureContext();
  ctx = Object.assign(pictures, { queue: await createQueue(pictures.database.sql, pictures.log) });
});
beforeEach(() => emptyDatabase(ctx.database));
afterAll(() => ctx.close());

test("a library gets its words once it has enough pictures, without anybody asking for it", async () => {
  const actor = await createTestActor(ctx);
  const owner = { userId: actor.userId, collectionId: (await findCollectionId(ctx.db, scopeOf(actor), "default")) as string };
  const key = { ownerId: actor.userId, collectionId: null, profile };
  const all = Array.from({ length: 34 }, (_, seed) => makeFeatures(seed));
  const ids = await insertFeatured(ctx.db, owner, profile, all);
  const add = (at: number) =>
    ctx.db.transaction((tx) =>
      addToIndex(tx, { ...key, imageId: ids[at] as string, features: all[at] as (typeof all)[number], dimensions: 128 }),
    );
  const watch = watchFeatureIndexes(ctx);
  for (let at = 0; at < 31; at++) await add(at);
  await watch.look();
  expect(await ctx.queue.take("index-features", 5)).toEqual([]);
  for (let at = 31; at < 34; at++) await add(at);
  await watch.look();
  await watch.look();
  const jobs = await ctx.queue.take("index-features", 5);
  expect(jobs.map(({ data }) => data)).toEqual([{ ownerId: actor.userId, collectionId: null }]);
  await indexFeatures(ctx as unknown as Context, { ownerId: actor.userId, collectionId: null }, never);
  expect((await describeIndex(ctx, key)).words).toBeGreaterThan(10);
  await watch.look();
  expect(await ctx.queue.take("index-features", 5)).toEqual([]);
});

test("features that nobody needs are swept, and never those that duplicates are found by", async () => {
  const actor = await createTestActor(ctx);
  const owner = { userId: actor.userId, collectionId: (await findCollectionId(ctx.db, scopeOf(actor), "default")) as string };
  await insertFeatured(ctx.db, owner, profile, [makeFeatures(1)]);
  await insertFeatured(ctx.db, owner, "sift1-640x640-500-128", [makeFeatures(2), makeFeatures(3)]);
  expect(await sweepFeatures(ctx)).toBe(2);
  expect(await sweepFeatures(ctx)).toBe(0);
});
