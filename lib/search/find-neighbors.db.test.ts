import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Actor, scopeOf } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { ensureModel } from "../db/embedding-partitions";
import { embeddings } from "../db/schema/embeddings";
import { insertTestImage } from "../images/testing";
import { findChunkEnd, scanChunk } from "./queries";

const modelId = "by-hand";
let ctx: AccountContext;
let anna: Actor;

beforeAll(async () => {
  ctx = await openAccountContext();
  anna = await createTestActor(ctx);
  await ensureModel(ctx.db, { id: modelId, dimension: 2 }, ctx.config.database.kind);
});
afterAll(() => ctx.close());

test("chunks by id meet each embedding once, and each gives its nearest", async () => {
  const scope = scopeOf(anna);
  const all: { id: string; similarity: number }[] = [];
  for (let index = 0; index < 7; index++) {
    const angle = index / 7;
    const id = await insertTestImage(ctx.db, anna, { id: uuidv7() });
    await ctx.db.insert(embeddings).values({ ownerId: anna.userId, modelId, imageId: id, embedding: [Math.cos(angle), Math.sin(angle)] });
    all.push({ id, similarity: Math.cos(angle) });
  }
  const search = { modelId, vector: Float32Array.of(1, 0), limit: 2, hidden: 0 };
  const found = [];
  let afterId: string | undefined;
  for (let round = 0; round < 4; round++) {
    const endId = await findChunkEnd(ctx.db, scope, modelId, afterId, 3);
    found.push((await scanChunk(ctx.db, scope, search, { afterId, endId })).map(({ imageId }) => imageId));
    if (endId === undefined) break;
    afterId = endId;
  }
  const expected = [all.slice(0, 2), all.slice(3, 5), all.slice(6)].map((chunk) => chunk.map(({ id }) => id));
  expect(found).toEqual(expected);
  const [nearest] = await scanChunk(ctx.db, scope, search, { afterId: undefined, endId: undefined });
  expect(nearest?.similarity).toBeCloseTo(1, 6);
});
