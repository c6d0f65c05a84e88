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
import { findFeatures } from "@/lib/feature-index/queries";
import { disturbFeatures, insertFeatured } from "@/lib/feature-index/testing";
import { voteForImages } from "@/lib/feature-index/vote-for-images";
import { defaultRecognition } from "@/lib/recognition/schema";
import { decodeFeatures, featureProfile, type LocalFeatures } from "@/lib/vision/local-features";
import { openMeasuredDatabase } from "../eval/open-database";
import { formatTable, percent, quantile } from "../eval/table";
import { createFeatureMaker, type FeatureMaker } from "../fixtures/made-features";
import { measureProcessor } from "./processor";

const spec = defaultRecognition;
const profile = featureProfile(spec);
const sourcesMax = 400;
const queries = 60;
const addedMax = 10_000;
const pictureFile = /\.(jpe?g|png)$/i;

type Ctx = Awaited<ReturnType<typeof createContext>>;
type Source = { id?: string; file: string; data: Uint8Array; features: LocalFeatures };
type Known = { id: string; features: LocalFeatures };
type Bench = {
  ctx: Ctx;
  owner: { userId: string; collectionId: string };
  sources: readonly Source[];
  make: FeatureMaker;
  known: Known[];
  asked: number;
};

/**
 * Recognition at growing sizes: features of a photograph, and its check against ten candidates; then
 * learning words, building the index, a vote, the same while more pictures are added and folded, a whole query
 * with the photograph's features and the check of ten candidates, and bytes. The library's pictures are the
 * folder's and others made of their descriptors, see `createFeatureMaker`; a query of votes is one of these
 * with 12 bits of each descriptor turned over and half of its features lost, a whole one a file of the folder.
 * Adding and asking share one process here, so that a vote waits longer than in the product.
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
    const bench: Bench = { ctx, owner: { userId, collectionId }, sources, make, known: [], asked: 0 };
    const [built, asked]: [(string | number)[][], (string | number)[][]] = [[], []];
    let size = await insertSources(bench);
    for (const target of sizes) {
      size = await grow(bench, size, target);
      built.push([size, ...(await buildTimed(bench)), ...(await measureBytes(bench, size))]);
      console.log(JSON.stringify(built.at(-1)));
      const quiet = await measureProcessor(bench.ctx.db, () => ask(bench), queries);
      const whole = await askWhole(bench);
      const added = await askWhileAdding(bench, Math.min(addedMax, size));
      asked.push([
        size,
        show(quiet.result),
        quiet.cpu,
        quiet.result.found,
        show(whole),
        whole.found,
        added.count,
        show(added),
        added.seconds,
        added.cpuS,
      ]);
      console.log(JSON.stringify(asked.at(-1)));
      size += added.count;
    }
    const where = `${profile} (${config.database.kind}, load ${loadavg()[0]?.toFixed(1)})`;
    const builtHead = ["pictures", "s to learn", "s to build", "s of processor time", "words", "bytes of features", "of index"];
    console.log(`\nIndex of ${where}, bytes for each picture\n${formatTable(builtHead, built)}`);
    const askedHead = [
      "pictures",
      "vote",
      "of processor time",
      "in top 10",
      "whole query",
      "found",
      "added",
      "vote while adding",
      "s to add",
    ];
    console.log(`\nMilliseconds, p50 / p95 / most, of ${where}\n${formatTable([...askedHead, "s of processor time"], asked)}`);
  } finally {
    await ctx.close();
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const keyOf = ({ owner }: Bench) => ({ ownerId: owner.userId, collectionId: null, profile });
const show = ({ times }: { times: number[] }) => [0.5, 0.95, 1].map((share) => quantile(times, share).toFixed(0)).join(" / ");

/** The folder's own pictures are of the library, too. */
async function insertSources({ ctx, owner, sources }: Bench): Promise<number> {
  const ids = await insertFeatured(
    ctx.db,
    owner,
    profile,
    sources.map(({ features }) => features),
  );
  for (const [place, source] of sources.entries()) source.id = ids[place] as string;
  return sources.length;
}

async function grow(bench: Bench, from: number, to: number): Promise<number> {
  let size = from;
  while (size < to) {
    const made = Array.from({ length: Math.min(100, to - size) }, bench.make);
    const ids = await insertFeatured(bench.ctx.db, bench.owner, profile, made);
    if (bench.known.length < queries || size % 1_000 === 0) bench.known.push({ id: ids[0] as string, features: made[0] as LocalFeatures });
    size += made.length;
  }
  return size;
}

/** Brings the index up to date; how long until there were new words, and from then on. */
async function buildTimed(bench: Bench): Promise<(string | number)[]> {
  const start = performance.now();
  let learned: number | undefined;
  const build = async () => {
    let isDone = false;
    const done = keepIndex(bench.ctx, keyOf(bench), { dimensions: spec.dimensions }).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      if (learned === undefined && (await hasLearned(bench))) learned = performance.now();
      await Promise.race([done, sleep(200)]);
    }
    await done;
  };
  const { cpu } = await measureProcessor(bench.ctx.db, build, 1_000);
  const seconds = (from: number, to: number) => ((to - from) / 1_000).toFixed(1);
  const { words } = await describeIndex(bench.ctx, keyOf(bench));
  return [seconds(start, learned ?? start), seconds(learned ?? start, performance.now()), cpu, words];
}

/** Words count for a half. */
async function hasLearned(bench: Bench): Promise<boolean> {
  const { isLearning, share } = await describeIndex(bench.ctx, keyOf(bench));
  return isLearning && (share ?? 0) >= 0.5;
}

async function ask(bench: Bench, count = queries): Promise<{ times: number[]; found: string }> {
  const times: number[] = [];
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
  return { times, found: percent(found, count) };
}

/** Asks with files, as `recognize` does: features, vote, and the check of ten candidates; made pictures are checked with a file of the folder. */
async function askWhole({ ctx, owner, sources }: Bench): Promise<{ times: number[]; found: string }> {
  const times: number[] = [];
  const fileOf = new Map(sources.map(({ id, file }) => [id, file]));
  const key = { ownerId: owner.userId, collectionId: null, profile };
  let found = 0;
  for (const { id, file } of sources.slice(0, queries)) {
    const start = performance.now();
    const features = (await ctx.decoder.decode({ path: file, want: { features: [spec] } })).features?.[0];
    if (!features) continue;
    const voted = await voteForImages(ctx, key, [decodeFeatures(features)], 10);
    const rows = await findFeatures(
      ctx.db,
      profile,
      voted.map(({ imageId }) => imageId),
    );
    const candidates = rows.map(({ imageId, data }) => ({ features: data, path: fileOf.get(imageId) ?? (sources[0] as Source).file }));
    const things = await ctx.decoder.confirmThings({ query: { features, path: file }, candidates });
    times.push(performance.now() - start);
    if (rows.some(({ imageId }, place) => imageId === id && (things[place] ?? []).length > 0)) found++;
  }
  return { times, found: percent(found, times.length) };
}

/** Adds pictures one by one and folds them as the worker does, until all are in segments; asks all the while. */
async function askWhileAdding(bench: Bench, count: number) {
  const start = performance.now();
  const times: number[] = [];
  const addAndAsk = async () => {
    let isDone = false;
    const adding = addAll(bench, count).finally(() => {
      isDone = true;
    });
    while (!isDone) times.push(...(await ask(bench, 1)).times);
    await adding;
  };
  const { cpu } = await measureProcessor(bench.ctx.db, addAndAsk, 1_000);
  return { count, times, cpuS: cpu, seconds: ((performance.now() - start) / 1_000).toFixed(0) };
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
