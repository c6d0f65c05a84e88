import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillLibrary } from "@/e2e/bench/fill-library";
import { mixVectors } from "@/e2e/bench/mixed-vectors";
import { withoutIndex } from "@/e2e/bench/without-index";
import { seededRandom } from "@/e2e/fixtures/seeded-random";
import { type Actor, scopeOf, viewScopeOf } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import type { Db } from "../db/client";
import { ensureModel } from "../db/embedding-partitions";
import { testDatabaseConfig } from "../db/testing";
import { imageFilter } from "../images/list-schema";
import { normalizeVector } from "../vision/vector";
import { asCaption } from "./cutoff";
import { estimatePassing, selectByIndex } from "./filtered-index-queries";
import { type Filtered, scanFilteredChunk } from "./filtered-queries";
import { findNeighbors } from "./find-neighbors";
import { type Neighbor, readIndexScan, setIndexScan } from "./queries";

/** The embedded database has no index: it scans, whatever the size. */
const isServer = testDatabaseConfig().kind === "server";
const size = isServer ? 10_000 : 2_000;
const model = { id: "mixed", dimension: 64 };
const wanted = 100;
const random = seededRandom(23);
const filters = {
  "half of the pictures": { ratingMin: 3 },
  "a sixth": { ratingMin: 5 },
  "a hundredth": { favourite: "true" },
  "nothing left out": {},
};
let ctx: AccountContext;
let anna: Actor;
let draw: () => Float32Array;

beforeAll(async () => {
  ctx = await openAccountContext();
  anna = await createTestActor(ctx);
  const ben = await createTestActor(ctx);
  await ensureModel(ctx.db, model, ctx.config.database.kind);
  draw = mixVectors(
    Array.from({ length: 60 }, () => unit()),
    random,
  );
  const { sql: connection } = ctx.database;
  await withoutIndex(connection, async () => {
    await fillLibrary(connection, anna.userId, size, model, draw);
    await fillLibrary(connection, ben.userId, 1_000, model, draw);
  });
});
afterAll(() => ctx?.close());

function unit(): Float32Array {
  const vector = normalizeVector(Float32Array.from({ length: model.dimension }, () => random() + random() - 1));
  if (!vector) throw new Error("a vector of zeros");
  return vector;
}

function areaOf(filter: Record<string, unknown>): Filtered {
  return { scope: scopeOf(anna), view: viewScopeOf(anna), filter: imageFilter.parse(filter) };
}

/** How much a search finds of what an exact scan of the same filter does, over ten queries. */
async function measureRecall(filter: Record<string, unknown>, search: (area: Filtered, vector: Float32Array) => Promise<Neighbor[]>) {
  let [found, all] = [0, 0];
  for (let query = 0; query < 10; query++) {
    const vector = draw();
    const exact = await scanFilteredChunk(
      ctx.db,
      areaOf(filter),
      { modelId: model.id, vector, limit: wanted },
      { afterId: undefined, endId: undefined },
    );
    const ids = new Set((await search(areaOf(filter), vector)).map(({ imageId }) => imageId));
    found += exact.filter(({ imageId }) => ids.has(imageId)).length;
    all += exact.length;
  }
  expect(all).toBeGreaterThan(100);
  return found / all;
}

test.each(Object.entries(filters))("where %s pass, a search finds what an exact scan does", async (_name, filter) => {
  const recall = await measureRecall(filter, async (area, vector) => {
    const isWhole = Object.keys(filter).length === 0;
    const search = { modelId: model.id, vector, limit: wanted, hidden: 0, embedded: 50_000, asked: asCaption, similarityMin: -1 };
    return (await findNeighbors(ctx, { ...area, actor: anna, isWhole, isShared: false }, search)).neighbors;
  });
  expect(recall).toBeGreaterThanOrEqual(0.99);
});

if (isServer) {
  const search = (vector: Float32Array) => ({ modelId: model.id, vector, limit: wanted });
  const planOf = async (db: Db, query: SQL) =>
    (await db.execute<{ "QUERY PLAN": string }>(sql`explain (costs off) ${query}`)).map((row) => row["QUERY PLAN"]).join("\n");
  /** What orders the rows of which the nearest are taken: the lines of the plan below its limit. */
  const ordering = (plan: string) => plan.slice(plan.indexOf("Limit"));
  const withSettings = <T>(settings: SQL[], work: (tx: Db) => Promise<T>) =>
    ctx.db.transaction(async (tx) => {
      for (const setting of settings) await tx.execute(setting);
      return work(tx);
    });
  /** A table of this size is scanned so quickly that the planner may prefer that to the index. */
  const preferIndex = sql`select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)`;

  test("the index with its settings finds what passes where half does, and with pgvector's own it does not", async () => {
    const filter = filters["half of the pictures"];
    const settings = [preferIndex, setIndexScan(wanted)];
    const ours = await measureRecall(filter, (area, vector) =>
      withSettings(settings, (tx) => tx.execute<Neighbor>(selectByIndex(area, search(vector)))),
    );
    expect(ours).toBeGreaterThanOrEqual(0.99);
    const theirs = await measureRecall(filter, (area, vector) =>
      withSettings([preferIndex], (tx) => tx.execute<Neighbor>(selectByIndex(area, search(vector)))),
    );
    expect(theirs).toBeLessThan(0.9);
  });

  test("the index alone orders the neighbors; a second key to order by, or no index, is seen in the plan", async () => {
    const query = selectByIndex(areaOf(filters["half of the pictures"]), search(draw()));
    const own = await withSettings([preferIndex, setIndexScan(wanted)], (tx) => planOf(tx, query));
    expect(ordering(own)).toMatch(/Index Scan using embeddings_m\d+_p\d+_embedding_idx/);
    expect(ordering(own)).not.toMatch(/Sort/);
    const tied = await withSettings([preferIndex], (tx) => planOf(tx, withTiebreaker(query)));
    expect(ordering(tied)).toMatch(/Sort/);
    const without = sql`select set_config('enable_indexscan', 'off', true)`;
    expect(ordering(await withSettings([without], (tx) => planOf(tx, query)))).not.toMatch(/embedding_idx/);
  });

  test("the planner's estimate of what passes is good enough to choose by", async () => {
    expect(await estimatePassing(ctx.db, areaOf({ ratingMin: 3 }))).toBeGreaterThan(0.3 * size);
    expect(await estimatePassing(ctx.db, areaOf({ favourite: "true" }))).toBeLessThan(0.1 * size);
    const query = selectByIndex(areaOf({ ratingMin: 3 }), search(draw()));
    expect((await readIndexScan(ctx.db, query, [20, wanted], () => false)).found.length).toBe(wanted);
    expect((await readIndexScan(ctx.db, query, [20, wanted], () => true)).found.length).toBe(20);
  });

  /** The same query with the image's id as a second key of the inner order. */
  const withTiebreaker = (query: SQL) => {
    const chunks = query.queryChunks.map((chunk) => {
      const text = (chunk as { value?: string[] }).value?.join("");
      return text?.includes(" limit ") ? sql.raw(text.replace(" limit ", ", e.image_id limit ")) : chunk;
    });
    return sql.join(chunks as SQL[]);
  };
}
