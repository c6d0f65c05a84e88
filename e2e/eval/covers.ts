import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os, { loadavg } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { actorForOwner, scopeOf } from "@/lib/auth/access";
import { findCollectionId } from "@/lib/collections/queries";
import { keepIndex } from "@/lib/feature-index/keep-index";
import { findFeatures } from "@/lib/feature-index/queries";
import { insertTestImages } from "@/lib/feature-index/testing-queries";
import { voteForImages } from "@/lib/feature-index/vote-for-images";
import { decodeFeatures, encodeFeatures, type FeatureSpec, featureProfile } from "@/lib/vision/local-features";
import { createFeatureMaker } from "../fixtures/made-features";
import { type MeasuredDatabase, openMeasuredDatabase } from "./open-database";
import { type MeasuredLibrary, mapInParallel } from "./open-library";
import { readList } from "./read-list";
import { formatTable, percent, quantile } from "./table";

const coverList = z.object({ query: z.string(), camera: z.string(), reference: z.string() });
type Case = z.infer<typeof coverList>;

const shortlist = 10;
const pictureFile = /\.(jpe?g|png|webp|avif)$/i;
/** Folders of other pictures: photographs, drawings and their copies, none of them a photograph of a cover. */
export const distractorFolders = "coco-mini,imagenet-1000,caltech101,immich-assets,photoprism,pdq,imagededup,exif-samples";

/** What is looked up among what: `made` pictures are none, see `createFeatureMaker`, and make the library as large as one likes. */
export type CoverTrial = { list: string; distractors: string; spec: FeatureSpec; made: number };

type Kept = { id: string; file: string };
type Trial = { library: MeasuredLibrary; database: MeasuredDatabase; folder: string; spec: FeatureSpec; profile: string };
type Found = { file: string; inliers: number; similarity: number };
type Asked = { voted: string[]; found: Found[]; voteMs: number; confirmMs: number; decodeMs: number };

/**
 * How often a photograph's cover is found among all other pictures of the folder, as it is and turned; and
 * what is accepted that is not in view: of the cover's photograph when the cover is not there to be found,
 * and of photographs that show no cover at all.
 */
export async function measureCovers(
  library: MeasuredLibrary,
  folder: string,
  { list, distractors, spec, made }: CoverTrial,
): Promise<void> {
  const cases = readList(folder, list, coverList);
  if (!cases) return;
  const database = await openMeasuredDatabase(library);
  const trial: Trial = { library, database, folder, spec, profile: featureProfile(spec) };
  const turned = mkdtempSync(path.join(os.tmpdir(), "magpie-covers-"));
  try {
    const references = [...new Set(cases.map(({ reference }) => reference))];
    const others = distractors.split(",").flatMap((name) => listPictures(folder, name));
    const kept = await keepAll(trial, [...references, ...others], made);
    const named = `${references.length} references and ${kept.length - references.length} other pictures`;
    console.log(`\nCovers (${list}): ${named}${made > 0 ? ` and ${made} made ones` : ""}, ${trial.profile}`);
    const ask = createAsker(trial, kept);
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
    await printCosts(trial, kept.length + made, all);
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
async function keepAll(trial: Trial, files: string[], made: number): Promise<Kept[]> {
  const { library, folder, spec, profile } = trial;
  const start = performance.now();
  const decodedAll = await mapInParallel(library, files, async (file) => {
    const decoded = await library.decoder.decode({ path: path.join(folder, file), want: { features: [spec] } }).catch(() => undefined);
    const data = decoded?.features?.[0];
    return data && { id: uuidv7(), file, data: Buffer.from(data), ms: decoded.timingsMs.features ?? 0 };
  });
  const kept = decodedAll.filter((one) => one !== undefined);
  const [seconds, times] = [(performance.now() - start) / 1_000, kept.map(({ ms }) => ms)];
  const each = ((1_000 * seconds) / kept.length).toFixed(0);
  console.log(
    `\nFeatures of ${kept.length} pictures: ${seconds.toFixed(0)} s, ${each} ms a picture with decoding (features alone p50 ${quantile(times, 0.5).toFixed(0)} ms)`,
  );
  await insertAll(trial, kept, made);
  const learning = performance.now();
  await keepIndex({ db: trial.database.db, log: silent }, { ownerId: trial.database.userId, collectionId: null, profile }, spec);
  console.log(`Words and index: ${((performance.now() - learning) / 1_000).toFixed(1)} s`);
  return kept.map(({ id, file }) => ({ id, file }));
}

/** Made pictures are of the other ones' descriptors, not of the references'. */
async function insertAll({ database, spec, profile }: Trial, kept: readonly { id: string; file: string; data: Buffer }[], made: number) {
  const { db, userId } = database;
  const collectionId = (await findCollectionId(db, scopeOf(actorForOwner(userId)), "default")) as string;
  const step = 100;
  for (let from = 0; from < kept.length; from += step)
    await insertTestImages(db, { userId, collectionId }, profile, kept.slice(from, from + step));
  const sources = kept.filter(({ file }) => !/Reference/.test(file)).map(({ data }) => decodeFeatures(data));
  const make = createFeatureMaker(sources, spec.featuresMax, spec.dimensions);
  for (let from = 0; from < made; from += step) {
    const rows = Array.from({ length: Math.min(step, made - from) }, () => ({ id: uuidv7(), data: Buffer.from(encodeFeatures(make())) }));
    await insertTestImages(db, { userId, collectionId }, profile, rows);
  }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} } as never;

type Ask = (file: string, exceptFiles?: readonly string[]) => Promise<Asked>;

/** Asks as `recognize` does, of a library. */
function createAsker({ library, database: { db, userId }, folder, spec, profile }: Trial, kept: readonly Kept[]): Ask {
  const fileOf = new Map(kept.map(({ id, file }) => [id, file]));
  const anyFile = kept[0]?.file ?? "";
  return async (file, exceptFiles = []) => {
    const start = performance.now();
    const { features } = await library.decoder.decode({ path: file, want: { features: [spec] } });
    const query = features?.[0];
    if (!query) return { voted: [], found: [], voteMs: 0, confirmMs: 0, decodeMs: 0 };
    const decoded = performance.now();
    const key = { ownerId: userId, collectionId: null, profile };
    const votes = await voteForImages({ db }, key, [decodeFeatures(query)], shortlist + exceptFiles.length);
    const voted = performance.now();
    const candidates = votes
      .map(({ imageId }) => ({ id: imageId, file: fileOf.get(imageId) ?? madeFile }))
      .filter((one) => !exceptFiles.includes(one.file))
      .slice(0, shortlist);
    const ids = candidates.map(({ id }) => id);
    const dataOf = new Map((await findFeatures(db, profile, ids)).map(({ imageId, data }) => [imageId, data]));
    const pathOf = (name: string) => path.join(folder, name === madeFile ? anyFile : name);
    const things = await library.decoder.confirmThings({
      query: { features: query, path: file },
      candidates: candidates.map((one) => ({ features: dataOf.get(one.id) as Buffer, path: pathOf(one.file) })),
    });
    const found = candidates.flatMap((one, place) =>
      (things[place] ?? []).map(({ inliers, similarity }) => ({ file: one.file, inliers, similarity })),
    );
    found.sort((a, b) => b.inliers * b.similarity - a.inliers * a.similarity);
    const end = performance.now();
    return { voted: candidates.map((one) => one.file), found, decodeMs: decoded - start, voteMs: voted - decoded, confirmMs: end - voted };
  };
}

const madeFile = "a made picture";

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

async function printCosts({ database: { db }, profile }: Trial, pictures: number, asked: readonly Asked[]): Promise<void> {
  const [row] = await db.execute<{ features: number; index: number }>(sql`
    select (select avg(length(data))::float8 from local_features where profile = ${profile}) as features,
      (pg_total_relation_size('feature_postings') + pg_total_relation_size('indexed_images'))::float8 as index`);
  const index = (row?.index ?? 0) / pictures;
  console.log(`\nBytes a picture: features ${(row?.features ?? 0).toFixed(0)}, index ${index.toFixed(0)}`);
  const parts = { "features of the photograph": "decodeMs", vote: "voteMs", confirmation: "confirmMs" } as const;
  const rows = Object.entries(parts).map(([name, part]) => {
    const values = asked.map((one) => one[part]);
    return [name, quantile(values, 0.5).toFixed(0), quantile(values, 0.95).toFixed(0)];
  });
  const whole = asked.map(({ decodeMs, voteMs, confirmMs }) => decodeMs + voteMs + confirmMs);
  rows.push(["all", quantile(whole, 0.5).toFixed(0), quantile(whole, 0.95).toFixed(0)]);
  console.log(formatTable([`ms a query (load ${loadavg()[0]?.toFixed(1)})`, "p50", "p95"], rows));
}
