import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seededRandom } from "@/e2e/fixtures/seeded-random";
import { type Actor, scopeOf } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { ensureModel } from "../db/embedding-partitions";
import { embeddings } from "../db/schema/embeddings";
import { insertTestImage } from "../images/testing";
import { normalizeVector } from "../vision/vector";
import { findStoredCalibration, listSampleEmbeddings, listUncalibrated, saveCalibration } from "./calibration-queries";
import { computeCalibration } from "./compute-calibration";

const modelId = "by-hand";
const due = { modelId, version: 1, imagesMin: 5, changeMax: 0.25, limit: 10 };
const random = seededRandom(11);
let ctx: AccountContext;
let anna: Actor;
let ben: Actor;

beforeAll(async () => {
  ctx = await openAccountContext();
  anna = await createTestActor(ctx);
  ben = await createTestActor(ctx);
  await ensureModel(ctx.db, { id: modelId, dimension: 3 }, ctx.config.database.kind);
  await addPictures(anna, 8);
  await addPictures(ben, 4);
});
afterAll(() => ctx.close());

function draw(): Float32Array {
  const vector = normalizeVector(Float32Array.from({ length: 3 }, () => random() - 0.5));
  if (!vector) throw new Error("a vector of zeros");
  return vector;
}

async function addPictures(actor: Actor, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const imageId = await insertTestImage(ctx.db, actor, { id: uuidv7() });
    await ctx.db.insert(embeddings).values({ ownerId: actor.userId, modelId, imageId, embedding: Array.from(draw()) });
  }
}

test("libraries of some size are calibrated, once, and again when they have changed much or the version was raised", async () => {
  const annas = (imageCount: number) => [{ ownerId: anna.userId, imageCount }];
  expect(await listUncalibrated(ctx.db, due)).toEqual(annas(8));
  const pictures = await listSampleEmbeddings(ctx.db, { ownerId: anna.userId, modelId, imageCount: 8, limit: 100 });
  expect(pictures).toHaveLength(8);
  const calibration = await computeCalibration(pictures, [draw(), draw(), draw()]);
  await saveCalibration(ctx.db, { ownerId: anna.userId, modelId, version: 1, imageCount: 8 }, calibration);
  expect(await findStoredCalibration(ctx.db, scopeOf(anna), modelId, 1)).toEqual(calibration);
  expect(await findStoredCalibration(ctx.db, scopeOf(ben), modelId, 1)).toBeUndefined();
  expect(await listUncalibrated(ctx.db, due)).toEqual([]);
  expect(await listUncalibrated(ctx.db, { ...due, version: 2 })).toEqual(annas(8));
  await addPictures(anna, 3);
  expect(await listUncalibrated(ctx.db, due)).toEqual(annas(11));
  await saveCalibration(ctx.db, { ownerId: anna.userId, modelId, version: 1, imageCount: 11 }, calibration);
  expect(await listUncalibrated(ctx.db, due)).toEqual([]);
});

test("a sample is spread over the whole library and bounded", async () => {
  const all = await listSampleEmbeddings(ctx.db, { ownerId: anna.userId, modelId, imageCount: 11, limit: 100 });
  const some = await listSampleEmbeddings(ctx.db, { ownerId: anna.userId, modelId, imageCount: 11, limit: 4 });
  expect(some.length).toBeGreaterThan(2);
  expect(some.length).toBeLessThanOrEqual(4);
  for (const picture of some) expect(all).toContainEqual(picture);
});
