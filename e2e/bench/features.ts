import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os, { loadavg } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { actorForOwner, scopeOf } from "@/lib/auth/access";
import { findCollectionId } from "@/lib/collections/queries";
import { readConfig } from "@/lib/config";
import { createContext } from "@/lib/context/create-context";
import { addToIndex } from "@/lib/feature-index/add-to-index";
import { describeIndex } from "@/lib/feature-index/describe-index";
import { keepIndex } from "@/lib/feature-index/keep-index";
import { disturbFeatures, insertFeatured } from "@/lib/feature-index/testing";
import { voteForImages } from "@/lib/feature-index/vote-for-images";
import { defaultRecognition } from "@/lib/recognition/schema";
import { decodeFeatures, featureProfile, type LocalFeatures } from "@/lib/vision/local-features";
import { openMeasuredDatabase } from "../eval/open-database";
import { formatTable, percent, quantile } from "../eval/table";
import { createFeatureMaker, type FeatureMaker } from "../fixtures/made-features";
import { findProcess, measureCpuMs } from "./memory";

const spec = defaultRecognition;
const profile = featureProfile(spec);
const sourcesMax = 400;
const queries = 60;
const addedMax = 10_000;
const pictureFile = /\.(jpe?g|png)$/i;

type Ctx = Awaited<ReturnType<typeof createContext>>;
type Source = { file: string; data: Uint8Array; features: LocalFeatures };
type Known = { id: string; features: LocalFeatures };
type Bench = { ctx: Ctx; owner: { userId: string; collectionId: string }; make: FeatureMaker; known: Known[]; asked: number };

/**
 * Recognition at growing sizes: features of a photograph, and its check against ten candidates; then
 * learning words, building the index, a vote, the same while more pictures are added and folded, and bytes.
 * The library's pictures are made of real ones' descriptors, see `createFeatureMaker`; a query is one of
 * them with 12 bits of each descriptor turned over and half of its features lost. Adding and asking share
 * one process here, so that a vote waits longer than in the product.
 */
export async function measureFeatures(folder: string, sizes: number[]): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "magpie-bench-features-"));
  const config = { ...readConfig({ ...process.env, DATA_DIR: dataDir }), logLevel: "warn" as const };
  const database = await openMeasuredDatabase({ config });
  const ctx = await createContext("bench", config);
  try {
    const { userId } = database;
    const collectionId = (await findCollectionId(ctx.db, scopeOf(actorForOwner(userId)), "default")) as string;
    const sources = await readSources(ctx, folder);
    const make = createFeatureMaker(
      sources.map(({ features }) => features),
      spec.featuresMax,
      spec.dimensions,
    );
    const bench: Bench = { ctx, owner: { userId, collectionId }, make, known: [], asked: 0 };
    const rows: (string | number)[][] = [];
    let size = 0;
    for (const target of sizes) {
      size = await grow(bench, size, target);
      const made = await buildTimed(bench);
      const quiet = await ask(bench);
      const added = await askWhileAdding(bench, Math.min(addedMax, size));
      size += added.count;
      const bytes = await measureBytes(bench, size);
      rows.push([
        target,
        made.learnS,
        made.buildS,
        made.words,
        show(quiet),
        quiet.cpuMs,
        quiet.found,
        added.count,
        show(added),
        added.mostMs,
        added.seconds,
        ...bytes,
      ]);
      console.log(JSON.stringify(rows.at(-1)));
    }
    const head = [
      "pictures",
      "s to learn",
      "s to build",
      "words",
      "vote ms",
      "of processor time",
      "in top 10",
      "added",
      "vote while adding",
      "at most",
      "s to add",
      "bytes of features",
      "of index",
    ];
    console.log(`\nIndex of ${profile} (${config.database.kind}, load ${loadavg()[0]?.toFixed(1)}), p50 / p95\n${formatTable(head, rows)}`);
  } finally {
    await ctx.close();
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const keyOf = ({ owner }: Bench) => ({ ownerId: owner.userId, collectionId: null, profile });
const show = ({ times }: { times: number[] }) => `${quantile(times, 0.5).toFixed(0)} / ${quantile(times, 0.95).toFixed(0)}`;

async function grow(bench: Bench, size: number, to: number): Promise<number> {
  for (; size < to; size += 100) {
    const made = Array.from({ length: 100 }, bench.make);
    const ids = await insertFeatured(bench.ctx.db, bench.owner, profile, made);
    if (bench.known.length < queries || size % 1_000 === 0) bench.known.push({ id: ids[0] as string, features: made[0] as LocalFeatures });
  }
  return size;
}

/** Brings the index up to date; how long until there were new words, and from then on. */
async function buildTimed(bench: Bench): Promise<{ learnS: string; buildS: string; words: number }> {
  const start = performance.now();
  let learned: number | undefined;
  let isDone = false;
  const done = keepIndex(bench.ctx, keyOf(bench), { dimensions: spec.dimensions }).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    if (learned === undefined && (await describeIndex(bench.ctx, keyOf(bench))).isLearning) learned = performance.now();
    await Promise.race([done, sleep(200)]);
  }
  await done;
  const seconds = (from: number, to: number) => ((to - from) / 1_000).toFixed(1);
  const { words } = await describeIndex(bench.ctx, keyOf(bench));
  return { learnS: seconds(start, learned ?? start), buildS: seconds(learned ?? start, performance.now()), words };
}

/** Processor time of a vote: of this process and, where it is the embedded one, of the database. */
async function ask(bench: Bench, count = queries): Promise<{ times: number[]; found: string; cpuMs: string }> {
  const times: number[] = [];
  const pids = [process.pid, findProcess(process.pid, "database")].filter((pid) => pid !== undefined);
  const before = pids.map(measureCpuMs);
  let found = 0;
  for (let n = bench.asked; n < bench.asked + count; n++) {
    const { id, features } = bench.known[(n * 37) % bench.known.length] as Known;
    const query = disturbFeatures(features, n);
    const start = performance.now();
    const voted = await voteForImages(bench.ctx, keyOf(bench), [query], 10);
    times.push(performance.now() - start);
    if (voted.some(({ imageId }) => imageId === id)) found++;
  }
  bench.asked += count;
  const cpuMs = pids.map((pid, at) => ((measureCpuMs(pid) - (before[at] as number)) / count).toFixed(0)).join(" + ");
  return { times, found: percent(found, count), cpuMs };
}

/** Adds pictures one by one and folds them as the worker does, until all are in segments; asks all the while. */
async function askWhileAdding(bench: Bench, count: number) {
  const start = performance.now();
  let isDone = false;
  const adding = addAll(bench, count).finally(() => {
    isDone = true;
  });
  const times: number[] = [];
  while (!isDone) times.push(...(await ask(bench, 1)).times);
  await adding;
  return { count, times, mostMs: Math.max(...times).toFixed(0), seconds: ((performance.now() - start) / 1_000).toFixed(0) };
}

async function addAll(bench: Bench, count: number): Promise<void> {
  const { ctx, owner, make } = bench;
  const step = 200;
  for (let added = 0; added < count; added += step) {
    const made = Array.from({ length: step }, make);
    const ids = await insertFeatured(ctx.db, owner, profile, made);
    for (const [n, imageId] of ids.entries())
      await ctx.db.transaction((tx) =>
        addToIndex(tx, { ...keyOf(bench), imageId, features: made[n] as LocalFeatures, dimensions: spec.dimensions }),
      );
    await keepIndex(ctx, keyOf(bench), { dimensions: spec.dimensions });
  }
}

async function measureBytes({ ctx }: Bench, size: number): Promise<number[]> {
  const [bytes] = await ctx.db.execute<{ index: string; features: string }>(sql`
    select pg_total_relation_size('feature_postings') + pg_total_relation_size('indexed_images') as index,
      pg_total_relation_size('local_features') as features`);
  return [bytes?.features, bytes?.index].map((total) => Math.round(Number(total) / size));
}

/** Features of pictures of the folder; prints how long they take, and ten candidates that show something else. */
async function readSources({ decoder }: Ctx, folder: string): Promise<Source[]> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => pictureFile.test(file));
  const sources: Source[] = [];
  const [featureMs, confirmMs]: [number[], number[]] = [[], []];
  for (const name of files.slice(0, sourcesMax)) {
    const file = path.join(folder, name);
    const start = performance.now();
    const data = (await decoder.decode({ path: file, want: { features: [spec] } }).catch(() => undefined))?.features?.[0];
    featureMs.push(performance.now() - start);
    if (data && decodeFeatures(data).count >= 100) sources.push({ file, data, features: decodeFeatures(data) });
  }
  for (let n = 0; n < Math.min(queries, sources.length - 10); n++) {
    const [query, ...candidates] = sources.slice(n, n + 11).map(({ file, data }) => ({ features: data, path: file }));
    const start = performance.now();
    if (query) await decoder.confirmThings({ query, candidates });
    confirmMs.push(performance.now() - start);
  }
  console.log(
    `Features of a picture ${show({ times: featureMs })} ms, check of ten candidates ${show({ times: confirmMs })} ms (p50 / p95)`,
  );
  return sources;
}
