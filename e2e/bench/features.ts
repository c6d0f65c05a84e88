import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { actorForOwner, scopeOf } from "@/lib/auth/access";
import { findCollectionId } from "@/lib/collections/queries";
import { readConfig } from "@/lib/config";
import { createContext } from "@/lib/context/create-context";
import { addToIndex } from "@/lib/feature-index/add-to-index";
import { keepIndex } from "@/lib/feature-index/keep-index";
import { disturbFeatures, insertFeatured } from "@/lib/feature-index/testing";
import { voteForImages } from "@/lib/feature-index/vote-for-images";
import { decodeFeatures, featureProfile, type LocalFeatures, viewFeatureSpec } from "@/lib/vision/local-features";
import { openMeasuredDatabase } from "../eval/open-database";
import { formatTable, percent, quantile } from "../eval/table";
import { seededRandom } from "../fixtures/seeded-random";

const profile = featureProfile(viewFeatureSpec);
const sourcesMax = 120;
const queries = 60;
const pictureFile = /\.(jpe?g|png)$/i;

/**
 * The index of local features at growing sizes: making it, a vote for a picture and its mirror, the same
 * while pictures are folded into it, bytes, and how often the right picture is among the first ten.
 * Its pictures are made of real ones' descriptors: each takes 300 at random from all of them and turns
 * over one bit in ten; a query is one of them with other 12 bits turned over and half its features lost.
 */
export async function measureFeatures(folder: string, sizes: number[]): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "magpie-bench-features-"));
  const config = { ...readConfig({ ...process.env, DATA_DIR: dataDir }), logLevel: "warn" as const };
  const database = await openMeasuredDatabase({ config });
  const ctx = await createContext("bench", config);
  const ownerId = database.userId;
  const random = seededRandom(7);
  const key = { ownerId, collectionId: null, profile };
  const collectionId = (await findCollectionId(ctx.db, scopeOf(actorForOwner(ownerId)), "default")) as string;
  const insert = (all: LocalFeatures[]) => insertFeatured(ctx.db, { userId: ownerId, collectionId }, profile, all);
  try {
    const sources = await readSources(ctx, folder);
    const known: { id: string; features: LocalFeatures }[] = [];
    const rows: (string | number)[][] = [];
    let size = 0;
    const grow = async (to: number) => {
      for (; size < to; size += 100) {
        const made = Array.from({ length: 100 }, () => mixFeatures(sources, random));
        const ids = await insert(made);
        if (random() < 0.5 || known.length < queries) known.push({ id: ids[0] as string, features: made[0] as LocalFeatures });
      }
    };
    const ask = async () => {
      const times: number[] = [];
      let found = 0;
      for (let n = 0; n < queries; n++) {
        const { id, features } = known[(n * 37) % known.length] as (typeof known)[number];
        const query = disturbFeatures(features, n);
        const start = performance.now();
        const voted = await voteForImages(ctx, key, [query, disturbFeatures(query, n, { bits: 0, lost: 1 })], 10);
        times.push(performance.now() - start);
        if (voted.some(({ imageId }) => imageId === id)) found++;
      }
      return { p50: quantile(times, 0.5).toFixed(0), p95: quantile(times, 0.95).toFixed(0), found: percent(found, queries) };
    };
    for (const target of sizes) {
      await grow(target);
      const start = performance.now();
      await keepIndex(ctx, key, { dimensions: 128 });
      const seconds = (performance.now() - start) / 1_000;
      const quiet = await ask();
      const late = Array.from({ length: 256 }, () => mixFeatures(sources, random));
      const ids = await insert(late);
      const adding = performance.now();
      for (const [n, imageId] of ids.entries())
        await ctx.db.transaction((tx) => addToIndex(tx, { ...key, imageId, features: late[n] as LocalFeatures, dimensions: 128 }));
      const addMs = (performance.now() - adding) / late.length;
      size += late.length;
      const tailed = await ask();
      const folding = performance.now();
      const [folded, foldMs] = await Promise.all([
        sleep(50).then(ask),
        keepIndex(ctx, key, { dimensions: 128 }).then(() => performance.now() - folding),
      ]);
      const [bytes] = await ctx.db.execute<{ index: string; features: string }>(sql`
        select pg_total_relation_size('feature_postings') + pg_total_relation_size('indexed_images') as index,
          pg_total_relation_size('local_features') as features`);
      const perPicture = (total: string | undefined) => Math.round(Number(total) / size);
      rows.push([
        size,
        seconds.toFixed(0),
        `${quiet.p50} / ${quiet.p95}`,
        quiet.found,
        `${tailed.p50} / ${tailed.p95}`,
        `${folded.p50} / ${folded.p95}`,
        (foldMs / 1_000).toFixed(1),
        addMs.toFixed(1),
        perPicture(bytes?.features),
        perPicture(bytes?.index),
      ]);
      console.log(JSON.stringify(rows.at(-1)));
    }
    const head = [
      "pictures",
      "s to index",
      "vote ms",
      "in top 10",
      "with a tail of 256",
      "while folding",
      "fold s",
      "ms to add",
      "bytes of features",
      "of index",
    ];
    console.log(`\nIndex of local features (${config.database.kind}), p50 / p95 of a picture with its mirror\n${formatTable(head, rows)}`);
  } finally {
    await ctx.close();
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function readSources(
  ctx: { decoder: Awaited<ReturnType<typeof createContext>>["decoder"] },
  folder: string,
): Promise<LocalFeatures[]> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => pictureFile.test(file));
  const sources: LocalFeatures[] = [];
  for (const file of files.slice(0, sourcesMax)) {
    const decoded = await ctx.decoder
      .decode({ path: path.join(folder, file), want: { features: [viewFeatureSpec] } })
      .catch(() => undefined);
    const data = decoded?.features?.[0];
    if (data) sources.push(decodeFeatures(data));
  }
  return sources.filter(({ count }) => count >= 100);
}

function mixFeatures(sources: readonly LocalFeatures[], random: () => number): LocalFeatures {
  const count = viewFeatureSpec.featuresMax;
  const descriptors = new Uint8Array(count * 16);
  for (let i = 0; i < count; i++) {
    const source = sources[Math.floor(random() * sources.length)] as LocalFeatures;
    const from = Math.floor(random() * source.count) * 16;
    for (let byte = 0; byte < 16; byte++) descriptors[i * 16 + byte] = source.descriptors[from + byte] as number;
    for (let flip = 0; flip < 13; flip++) {
      const at = i * 16 + Math.floor(random() * 16);
      descriptors[at] = (descriptors[at] as number) ^ (1 << Math.floor(random() * 8));
    }
  }
  const place = () => new Float32Array(count).fill(100);
  return {
    widthPx: 512,
    heightPx: 512,
    count,
    x: place(),
    y: place(),
    size: new Float32Array(count).fill(4),
    angle: new Float32Array(count),
    descriptors,
  };
}
