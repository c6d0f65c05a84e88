import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { actorForOwner, scopeOf } from "@/lib/auth/access";
import { findCollectionId } from "@/lib/collections/queries";
import type { Db } from "@/lib/db/client";
import { keepIndex } from "@/lib/feature-index/keep-index";
import { insertTestImages } from "@/lib/feature-index/testing-queries";
import { voteForImages } from "@/lib/feature-index/vote-for-images";
import { defaultRecognition } from "@/lib/recognition/schema";
import { decodeFeatures, type FeatureSpec, featureProfile } from "@/lib/vision/local-features";
import { type MeasuredDatabase, openMeasuredDatabase } from "./open-database";
import { type MeasuredLibrary, mapInParallel } from "./open-library";
import { readList } from "./read-list";
import { formatTable, percent, quantile } from "./table";

const coverList = z.object({ query: z.string(), camera: z.string(), reference: z.string() });
type Case = z.infer<typeof coverList>;

const spec: FeatureSpec = defaultRecognition;
const profile = featureProfile(spec);
const shortlist = 10;
const pictureFile = /\.(jpe?g|png|webp|avif)$/i;
/** Folders of other pictures: photographs, drawings and their copies, none of them a photograph of a cover. */
export const distractorFolders = "coco-mini,imagenet-1000,caltech101,immich-assets,photoprism,pdq,imagededup,exif-samples";

type Kept = { id: string; file: string; data: Buffer };
type Found = { file: string; inliers: number; similarity: number };
type Asked = { voted: string[]; found: Found[]; voteMs: number; confirmMs: number; decodeMs: number };

/**
 * How often a photograph's cover is found among all other pictures of the folder, as it is and turned; and
 * what is accepted that is not in view: of the cover's photograph when the cover is not there to be found,
 * and of photographs that show no cover at all.
 */
export async function measureCovers(library: MeasuredLibrary, folder: string, list: string, distractors: string): Promise<void> {
  const cases = readList(folder, list, coverList);
  if (!cases) return;
  const database = await openMeasuredDatabase(library);
  const turned = mkdtempSync(path.join(os.tmpdir(), "magpie-covers-"));
  try {
    const references = [...new Set(cases.map(({ reference }) => reference))];
    const others = distractors.split(",").flatMap((name) => listPictures(folder, name));
    const kept = await keepAll(library, database, folder, [...references, ...others]);
    console.log(`\nCovers (${list}): ${references.length} references and ${kept.length - references.length} other pictures, ${profile}`);
    const ask = createAsker(library, database, folder, kept);
    const rows: (string | number)[][] = [];
    const all: Asked[] = [];
    for (const degrees of [0, 90, 180]) {
      const asked: Asked[] = [];
      for (const one of cases) asked.push(await ask(await turn(path.join(folder, one.query), degrees, turned)));
      for (const camera of degrees === 0 ? [...new Set(cases.map(({ camera }) => camera))] : [])
        rows.push(countRow(camera, cases, asked, (one) => one.camera === camera));
      rows.push(countRow(degrees === 0 ? "all" : `turned ${degrees}°`, cases, asked, () => true));
      all.push(...asked);
      if (degrees === 0) printMissed(cases, asked);
    }
    console.log(formatTable(["photographs", "n", "votes@1", "votes@10", "recall@1", "recall@5", "others accepted"], rows));
    await measureUnknown(ask, folder, cases, others);
    await printCosts(database, kept, all);
  } finally {
    rmSync(turned, { recursive: true, force: true });
    await database.close();
  }
}

function listPictures(folder: string, name: string): string[] {
  try {
    const files = readdirSync(path.join(folder, name), { recursive: true, encoding: "utf8" });
    return files.filter((file) => pictureFile.test(file)).map((file) => path.join(name, file));
  } catch {
    return [];
  }
}

/** Makes and keeps features of pictures, and their index; pictures that cannot be decoded are left out. */
async function keepAll(library: MeasuredLibrary, { db, userId }: MeasuredDatabase, folder: string, files: string[]): Promise<Kept[]> {
  const start = performance.now();
  const made = await mapInParallel(library, files, async (file) => {
    const decoded = await library.decoder.decode({ path: path.join(folder, file), want: { features: [spec] } }).catch(() => undefined);
    const data = decoded?.features?.[0];
    return data && { id: uuidv7(), file, data: Buffer.from(data), ms: decoded.timingsMs.features ?? 0 };
  });
  const kept = made.filter((one) => one !== undefined);
  const seconds = (performance.now() - start) / 1_000;
  console.log(
    `\nFeatures of ${kept.length} pictures: ${seconds.toFixed(0)} s, ${((1_000 * seconds) / kept.length).toFixed(0)} ms a picture with decoding` +
      ` (features alone p50 ${quantile(
        kept.map(({ ms }) => ms),
        0.5,
      ).toFixed(0)} ms)`,
  );
  const collectionId = (await findCollectionId(db, scopeOf(actorForOwner(userId)), "default")) as string;
  for (let from = 0; from < kept.length; from += 100)
    await insertTestImages(db, { userId, collectionId }, profile, kept.slice(from, from + 100));
  const learning = performance.now();
  await keepIndex({ db, log: silent }, { ownerId: userId, collectionId: null, profile }, { dimensions: spec.dimensions });
  console.log(`Words and index: ${((performance.now() - learning) / 1_000).toFixed(1)} s`);
  return kept;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} } as never;

type Ask = (file: string, exceptFiles?: readonly string[]) => Promise<Asked>;

/** Asks as `recognize` does, of a library. */
function createAsker(library: MeasuredLibrary, { db, userId }: MeasuredDatabase, folder: string, kept: readonly Kept[]): Ask {
  const byId = new Map(kept.map((one) => [one.id, one]));
  return async (file, exceptFiles = []) => {
    const start = performance.now();
    const { features } = await library.decoder.decode({ path: file, want: { features: [spec] } });
    const query = features?.[0];
    if (!query) return { voted: [], found: [], voteMs: 0, confirmMs: 0, decodeMs: 0 };
    const decoded = performance.now();
    const key = { ownerId: userId, collectionId: null, profile };
    const votes = await voteForImages({ db }, key, [decodeFeatures(query)], shortlist + exceptFiles.length);
    const candidates = votes
      .flatMap(({ imageId }) => byId.get(imageId) ?? [])
      .filter((one) => !exceptFiles.includes(one.file))
      .slice(0, shortlist);
    const voted = performance.now();
    const things = await library.decoder.confirmThings({
      query: { features: query, path: file },
      candidates: candidates.map((one) => ({ features: one.data, path: path.join(folder, one.file) })),
    });
    const found = candidates.flatMap((one, place) =>
      (things[place] ?? []).map(({ inliers, similarity }) => ({ file: one.file, inliers, similarity })),
    );
    found.sort((a, b) => b.inliers * b.similarity - a.inliers * a.similarity);
    const end = performance.now();
    return { voted: candidates.map((one) => one.file), found, decodeMs: decoded - start, voteMs: voted - decoded, confirmMs: end - voted };
  };
}

async function turn(file: string, degrees: number, folder: string): Promise<string> {
  if (degrees === 0) return file;
  const out = path.join(folder, `${degrees}-${file.replaceAll(path.sep, "-")}.png`);
  await sharp(file).rotate(degrees).png().toFile(out);
  return out;
}

function countRow(name: string, cases: readonly Case[], asked: readonly Asked[], isIn: (one: Case) => boolean): (string | number)[] {
  const places = cases.flatMap((one, place) => (isIn(one) ? [{ one, answer: asked[place] as Asked }] : []));
  const share = (holds: (place: (typeof places)[number]) => boolean) => percent(places.filter(holds).length, places.length);
  const files = ({ found }: Asked) => [...new Set(found.map(({ file }) => file))];
  return [
    name,
    places.length,
    share(({ one, answer }) => answer.voted[0] === one.reference),
    share(({ one, answer }) => answer.voted.includes(one.reference)),
    share(({ one, answer }) => files(answer)[0] === one.reference),
    share(({ one, answer }) => files(answer).slice(0, 5).includes(one.reference)),
    places.filter(({ one, answer }) => answer.found.some(({ file }) => file !== one.reference)).length,
  ];
}

function printMissed(cases: readonly Case[], asked: readonly Asked[]): void {
  for (const [place, one] of cases.entries()) {
    const { voted, found } = asked[place] as Asked;
    const rank = voted.indexOf(one.reference);
    if (found[0]?.file !== one.reference)
      console.log(`  missed: ${one.query} (among the votes ${rank < 0 ? "not" : `at ${rank + 1}`}), found ${listFound(found)}`);
    else if (found.some(({ file }) => file !== one.reference)) console.log(`  beside it: ${one.query}: ${listFound(found)}`);
  }
}

const listFound = (found: readonly Found[]) =>
  found.length === 0
    ? "nothing"
    : found.map(({ file, inliers, similarity }) => `${file} (${inliers}, ${similarity.toFixed(2)})`).join(", ");

async function measureUnknown(ask: Ask, folder: string, cases: readonly Case[], others: readonly string[]): Promise<void> {
  const report = (name: string, accepted: readonly { query: string; found: Found[] }[], n: number) => {
    console.log(`${name}: ${accepted.length} of ${n} accepted something`);
    for (const { query, found } of accepted) console.log(`  ${query}: ${listFound(found)}`);
  };
  const unknown = [];
  for (const { query, reference } of cases) unknown.push({ query, found: (await ask(path.join(folder, query), [reference])).found });
  report(
    "\nThe cover itself left out",
    unknown.filter(({ found }) => found.length > 0),
    unknown.length,
  );
  const photographs = others.filter((file) => /^(coco|imagenet)/.test(file));
  const without = [];
  for (const query of photographs) without.push({ query, found: (await ask(path.join(folder, query), [query])).found });
  report(
    "Photographs of no cover, themselves left out",
    without.filter(({ found }) => found.length > 0),
    without.length,
  );
}

async function printCosts({ db }: { db: Db }, kept: readonly Kept[], asked: readonly Asked[]): Promise<void> {
  const [row] = await db.execute<{ postings: number; images: number }>(
    sql`select pg_total_relation_size('feature_postings')::int as postings, pg_total_relation_size('indexed_images')::int as images`,
  );
  const bytes = kept.reduce((sum, { data }) => sum + data.length, 0) / kept.length;
  const index = ((row?.postings ?? 0) + (row?.images ?? 0)) / kept.length;
  console.log(`\nBytes a picture: features ${bytes.toFixed(0)}, index ${index.toFixed(0)}`);
  const parts = { "features of the photograph": "decodeMs", vote: "voteMs", confirmation: "confirmMs" } as const;
  const rows = Object.entries(parts).map(([name, part]) => {
    const values = asked.map((one) => one[part]);
    return [name, quantile(values, 0.5).toFixed(0), quantile(values, 0.95).toFixed(0)];
  });
  console.log(formatTable(["ms a query", "p50", "p95"], rows));
}
