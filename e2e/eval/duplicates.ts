import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { z } from "zod";
import { cosineSimilarity } from "@/lib/vision/vector";
import { seededRandom } from "../fixtures/seeded-random";
import { edits } from "./edits";
import { type Described, describeImage, type MeasuredLibrary, mapInParallel } from "./open-library";
import { readList } from "./read-list";
import { formatTable, percent } from "./table";

const pictureEntry = z.object({ path: z.string() });
const pairEntry = z.object({ kind: z.string(), a: z.string(), b: z.string() });
const seed = 20_261_121;

type Distances = { hamming64: number; hamming256: number; similarity: number };

function hamming(a: string | undefined, b: string | undefined): number {
  if (!a || !b) return Number.POSITIVE_INFINITY;
  let distance = 0;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) distance++;
  return distance;
}

function compare(a: Described, b: Described): Distances {
  const similarity = a.embedding && b.embedding ? cosineSimilarity(a.embedding, b.embedding) : Number.NEGATIVE_INFINITY;
  return { hamming64: hamming(a.hash64, b.hash64), hamming256: hamming(a.hash256, b.hash256), similarity };
}

/** The product's own rule, as in lib/duplicates, at its present settings. */
function foundBy(library: MeasuredLibrary, distances: Distances): { perceptual: boolean; embedding: boolean } {
  const { hammingMax, hamming256Max, similarityMin } = library.config.duplicates;
  const threshold = similarityMin ?? library.model?.duplicateSimilarityMin ?? Number.POSITIVE_INFINITY;
  return {
    perceptual: distances.hamming64 <= hammingMax && distances.hamming256 <= hamming256Max,
    embedding: distances.similarity >= threshold,
  };
}

/**
 * Precision and recall of the perceptual and the embedding layer: recall per kind of edit, made
 * by a seeded script from originals, and per kind of the pairs list; false alarms among all pairs
 * of different originals, which are taken to be different pictures.
 */
export async function measureDuplicates(
  library: MeasuredLibrary,
  folder: string,
  lists: string[],
  pairsList: string,
  lookalikesList: string,
): Promise<void> {
  const entries = lists.flatMap((list) => readList(folder, list, pictureEntry) ?? []);
  const originals = await mapInParallel(library, entries, (entry) => describeImage(library, path.join(folder, entry.path)));
  const negatives = compareAll(originals);
  const positives = await measureEdits(library, folder, entries, originals);
  await measurePairs(library, folder, pairsList);
  const all = [...positives.values()].flat();
  printThresholds(library, all, negatives, "all pairs of different originals");
  const lookalikes = readList(folder, lookalikesList, pictureEntry);
  if (!lookalikes) return;
  const described = await mapInParallel(library, lookalikes, (entry) => describeImage(library, path.join(folder, entry.path)));
  printThresholds(library, all, compareAll(described), `all pairs of ${lookalikesList}, which look alike but are different pictures`);
}

function compareAll(described: Described[]): Distances[] {
  return described.flatMap((a, index) => described.slice(0, index).map((b) => compare(a, b)));
}

async function measureEdits(
  library: MeasuredLibrary,
  folder: string,
  entries: { path: string }[],
  originals: Described[],
): Promise<Map<string, Distances[]>> {
  const positives = new Map<string, Distances[]>();
  const file = path.join(library.config.dataDir, "edit");
  for (const [kind, edit] of Object.entries(edits)) {
    const random = seededRandom(seed);
    const seeds = entries.map(() => Math.floor(random() * 2 ** 32));
    const found = await mapInParallel(library, [...entries.keys()], async (index) => {
      const upright = await sharp(readFileSync(path.join(folder, entries[index]?.path ?? "")))
        .rotate()
        .toColourspace("srgb")
        .png({ compressionLevel: 0 })
        .toBuffer();
      const copy = `${file}-${index}`;
      writeFileSync(copy, await edit(upright, seededRandom(seeds[index] ?? 0)));
      return compare(originals[index] as Described, await describeImage(library, copy));
    });
    positives.set(kind, found);
  }
  console.log(`\nEdited copies found, per layer, at the present settings: ${entries.length} originals, seed ${seed}`);
  printFound(library, positives);
  return positives;
}

async function measurePairs(library: MeasuredLibrary, folder: string, list: string): Promise<void> {
  const entries = readList(folder, list, pairEntry);
  if (!entries) return;
  const found = await mapInParallel(library, entries, async (entry) =>
    compare(await describeImage(library, path.join(folder, entry.a)), await describeImage(library, path.join(folder, entry.b))),
  );
  const kinds = new Map<string, Distances[]>();
  for (const [index, entry] of entries.entries()) {
    const kind = entry.kind.startsWith("dihedral:") ? "dihedral" : entry.kind;
    kinds.set(kind, [...(kinds.get(kind) ?? []), found[index] as Distances]);
  }
  console.log(`\nPairs of ${list}, found per layer at the present settings`);
  printFound(library, kinds);
}

function printFound(library: MeasuredLibrary, kinds: Map<string, Distances[]>): void {
  const rows = [...kinds].map(([kind, distances]) => {
    const hits = distances.map((each) => foundBy(library, each));
    const count = (test: (hit: { perceptual: boolean; embedding: boolean }) => boolean) => percent(hits.filter(test).length, hits.length);
    return [
      kind,
      hits.length,
      count((hit) => hit.perceptual),
      count((hit) => hit.embedding),
      count((hit) => hit.perceptual || hit.embedding),
    ];
  });
  console.log(formatTable(["kind", "n", "perceptual", "embedding", "either"], rows));
}

function printThresholds(library: MeasuredLibrary, positives: Distances[], negatives: Distances[], of: string): void {
  const row = (name: string, test: (each: Distances) => boolean) => {
    const right = positives.filter(test).length;
    const wrong = negatives.filter(test).length;
    return [name, percent(right, positives.length), percent(right, right + wrong), wrong, negatives.length];
  };
  const { hammingMax, hamming256Max } = library.config.duplicates;
  const rows = [
    ...[0, 4, 6, 8, 10, 12, 16].map((max) => row(`64-bit Hamming distance ≤ ${max}`, (each) => each.hamming64 <= max)),
    ...[16, 32, 40, 48, 64, 80].map((max) => row(`256-bit Hamming distance ≤ ${max}`, (each) => each.hamming256 <= max)),
    ...[0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.99].map((min) => row(`cosine similarity ≥ ${min}`, (each) => each.similarity >= min)),
    row(`present rule: 64-bit ≤ ${hammingMax} and 256-bit ≤ ${hamming256Max}`, (each) => foundBy(library, each).perceptual),
    row("present rule: embedding", (each) => foundBy(library, each).embedding),
    row("present rule: either layer", (each) => foundBy(library, each).perceptual || foundBy(library, each).embedding),
  ];
  console.log(`\nThresholds: recall over all edits above, false alarms among ${of}`);
  console.log(formatTable(["rule", "recall", "precision", "false alarms", "pairs"], rows));
}
