import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { seededRandom } from "../fixtures/seeded-random";
import { type Clock, createClock, describePicture, type Finding, findInSet, openPictureSet, type PictureSet } from "./duplicate-library";
import { type Edit, edits, otherShots, readOriginal } from "./edits";
import type { MeasuredLibrary } from "./open-library";
import { readList } from "./read-list";
import { formatTable, percent } from "./table";

const pictureEntry = z.object({ path: z.string() });
const pairEntry = z.object({ kind: z.string(), a: z.string(), b: z.string() });
const coverEntry = z.object({ query: z.string(), reference: z.string() });
/** Of everything that is made by chance. */
export const seed = 20_261_121;

export type DuplicateLists = {
  /** Lists of originals, all of them different pictures. */
  originals: string[];
  pairs: string;
  /** Pictures that look alike and are all different. */
  lookalikes: string;
  covers: string;
  /** So many of the originals, spread over the lists; all when absent. */
  originalsMax?: number | undefined;
  /** Only edits whose name this matches. */
  only?: RegExp | undefined;
};

/**
 * Recall and false pairs of the shipped rule as a whole (bytes, pixels, perceptual, view): recall per
 * kind of edit, made by a seeded script from originals, and of the pairs list; false pairs among
 * different originals, lookalikes and covers. Candidates of the view layer are what the product
 * takes: near 64-bit hashes and the ten with most votes in an index of all originals.
 */
export async function measureDuplicates(library: MeasuredLibrary, folder: string, lists: DuplicateLists): Promise<void> {
  const clock = createClock();
  const entries = lists.originals.flatMap((list) => readList(folder, list, pictureEntry) ?? []);
  const files = chooseOriginals(entries, lists.originalsMax).map((entry) => path.join(folder, entry.path));
  const set = await openPictureSet(library, files, clock);
  console.log(
    `\n${files.length} originals, seed ${seed}. Thresholds as shipped: perceptual ≤ ${library.config.duplicates.hammingMax} of 256 bits over the eight turns.`,
  );
  printNonPairs([
    ["different originals", ...(await searchEach(library, set, clock))],
    ...(await measureLookalikes(library, folder, lists.lookalikes, clock)),
    ...(await measureCovers(library, folder, lists.covers, clock)),
  ]);
  await measurePairs(library, folder, lists.pairs, clock);
  printClock(clock);
  await measureOtherShots(library, set, files, clock);
  const { found, falsePairs, nonPairs } = await measureEdits(library, set, files, lists.only, clock);
  printNonPairs([["edits against other originals", falsePairs, nonPairs]]);
  console.log(`precision over all edits: ${percent(found, found + falsePairs)} (${found} right, ${falsePairs} wrong)`);
  printClock(clock);
}

/** Some of the entries, or all, in an order that mixes the lists: figures so far are of all of them. */
export function chooseOriginals<T>(entries: readonly T[], max = entries.length): T[] {
  const random = seededRandom(seed);
  const keyed = entries.map((entry) => ({ entry, key: random() }));
  return keyed
    .sort((a, b) => a.key - b.key)
    .slice(0, max)
    .map(({ entry }) => entry);
}

export type Counts = { n: number; layers: Map<string, number>; duplicate: number; similar: number };

export function count(counts: Counts, finding: Finding | undefined): void {
  counts.n++;
  if (finding?.verdict === "duplicate") {
    counts.duplicate++;
    counts.layers.set(finding.layer, (counts.layers.get(finding.layer) ?? 0) + 1);
  } else if (finding) counts.similar++;
}

export const head = ["kind", "n", "found", "95 % interval", "pixels", "perceptual", "view", "only similar"];

export function toRow(kind: string, { n, layers, duplicate, similar }: Counts): (string | number)[] {
  const by = (layer: string) => layers.get(layer) ?? 0;
  return [kind, n, percent(duplicate, n), interval(duplicate, n), by("bytes") + by("pixels"), by("perceptual"), by("view"), similar];
}

/** Wilson's interval of a share. */
function interval(part: number, n: number): string {
  if (n === 0) return "–";
  const z = 1.96;
  const middle = (part + z ** 2 / 2) / (n + z ** 2);
  const half = (z / (n + z ** 2)) * Math.sqrt((part * (n - part)) / n + z ** 2 / 4);
  return `${(100 * (middle - half)).toFixed(1)}–${(100 * Math.min(1, middle + half)).toFixed(1)} %`;
}

export const noCounts = (): Counts => ({ n: 0, layers: new Map(), duplicate: 0, similar: 0 });

/** Each picture of the set against the others: false pairs and non-pairs, each pair once. */
export async function searchEach(
  library: MeasuredLibrary,
  set: PictureSet,
  clock: Clock,
): Promise<[falsePairs: string[], nonPairs: number]> {
  const pairs = new Set<string>();
  for (const [index, picture] of set.pictures.entries()) {
    for (const finding of await findInSet(library, set, picture, { except: index, clock })) {
      if (finding.verdict === "duplicate") pairs.add([index, finding.index].sort((a, b) => a - b).join(" "));
    }
  }
  return [[...pairs], (set.pictures.length * (set.pictures.length - 1)) / 2];
}

type Totals = { found: number; falsePairs: number; nonPairs: number };

/** So many originals are edited before the figures so far are printed. */
const tableStep = 10;

async function applyEdit(library: MeasuredLibrary, file: string, at: number, edit: Edit, clock: Clock) {
  const random = seededRandom(seed + at * 7_919);
  const copy = path.join(library.config.dataDir, "edit");
  writeFileSync(copy, await edit(await readOriginal(readFileSync(file)), random));
  return describePicture(library, copy, `${copy}-thumbnail`, clock);
}

/** Every edit with its name, or those whose name matches. */
export function listEdits(only: RegExp | undefined): [name: string, edit: Edit][] {
  const all = Object.entries(edits).flatMap(([kind, strengths]) =>
    Object.entries(strengths).map(([strength, edit]): [string, Edit] => [strength ? `${kind}: ${strength}` : kind, edit]),
  );
  return all.filter(([name]) => !only || only.test(name));
}

async function measureEdits(
  library: MeasuredLibrary,
  set: PictureSet,
  files: string[],
  only: RegExp | undefined,
  clock: Clock,
): Promise<Totals> {
  const totals: Totals = { found: 0, falsePairs: 0, nonPairs: 0 };
  const kinds = listEdits(only).map(([name, edit]) => ({ name, edit, counts: noCounts() }));
  console.log("\nEdited copies; views are looked for where no surer layer finds the original");
  for (const [at, file] of files.entries()) {
    for (const { name, edit, counts } of kinds) {
      const found = await findInSet(library, set, await applyEdit(library, file, at, edit, clock), { enough: at, clock });
      const own = found.find(({ index }) => index === at);
      count(counts, own);
      if (own?.verdict === "duplicate") totals.found++;
      else console.log(`  missed: ${name} of ${file}${own ? `, only similar (${own.distance.toFixed(2)})` : ""}`);
      const wrong = found.filter(({ index, verdict }) => index !== at && verdict === "duplicate");
      for (const { index, layer } of wrong) console.log(`  false: ${name} of ${file} is ${files[index]} by ${layer}`);
      totals.falsePairs += wrong.length;
      totals.nonPairs += files.length - 1;
    }
    const last = at === files.length - 1;
    const rows = kinds.map(({ name, counts }) => toRow(name, counts));
    if (last || at % tableStep === tableStep - 1) console.log(`\n${at + 1} originals\n${formatTable(head, rows)}`);
  }
  return totals;
}

/** Of each so many originals one. */
const otherShotsStep = 5;

/** Pictures that keep what is around, while something in them is another: not duplicates, though most blocks agree. */
async function measureOtherShots(library: MeasuredLibrary, set: PictureSet, files: string[], clock: Clock): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const [name, edit] of Object.entries(otherShots)) {
    const counts = noCounts();
    for (const [at, file] of files.entries()) {
      if (at % otherShotsStep !== 0) continue;
      const found = await findInSet(library, set, await applyEdit(library, file, at, edit, clock), { clock });
      count(
        counts,
        found.find(({ index }) => index === at),
      );
    }
    rows.push([
      name,
      counts.n,
      percent(counts.duplicate, counts.n),
      counts.layers.get("perceptual") ?? 0,
      counts.layers.get("view") ?? 0,
      counts.similar,
    ]);
  }
  console.log(
    `\nThe same frame with something moved, which are not duplicates\n${formatTable(["kind", "n", "called duplicate", "perceptual", "view", "similar"], rows)}`,
  );
}

async function measurePairs(library: MeasuredLibrary, folder: string, list: string, clock: Clock): Promise<void> {
  const entries = readList(folder, list, pairEntry) ?? [];
  if (entries.length === 0) return;
  const set = await openPictureSet(
    library,
    entries.map(({ a }) => path.join(folder, a)),
    clock,
  );
  const kinds = new Map<string, Counts>();
  for (const entry of entries) {
    const kind = entry.kind.startsWith("dihedral:") ? "dihedral" : entry.kind;
    const counts = kinds.get(kind) ?? noCounts();
    kinds.set(kind, counts);
    const described = await describePicture(
      library,
      path.join(folder, entry.b),
      path.join(library.config.dataDir, "pair-thumbnail"),
      clock,
    );
    const found = await findInSet(library, set, described, { clock });
    count(
      counts,
      found.find(({ index }) => entries[index]?.a === entry.a),
    );
  }
  console.log(
    `\nPairs of ${list}\n${formatTable(
      head,
      [...kinds].map(([kind, counts]) => toRow(kind, counts)),
    )}`,
  );
}

export type NonPairs = [name: string, falsePairs: string[] | number, nonPairs: number];

async function measureLookalikes(library: MeasuredLibrary, folder: string, list: string, clock: Clock): Promise<NonPairs[]> {
  const entries = readList(folder, list, pictureEntry) ?? [];
  if (entries.length === 0) return [];
  const set = await openPictureSet(
    library,
    entries.map((entry) => path.join(folder, entry.path)),
    clock,
  );
  return [[list, ...(await searchEach(library, set, clock))]];
}

/** Covers and photographs of them; a photograph of a cover is no duplicate of it either. */
async function measureCovers(library: MeasuredLibrary, folder: string, list: string, clock: Clock): Promise<NonPairs[]> {
  const entries = readList(folder, list, coverEntry) ?? [];
  if (entries.length === 0) return [];
  const references = [...new Set(entries.map(({ reference }) => reference))];
  const files = [...references, ...entries.map(({ query }) => query)];
  const coverOf = [...references, ...entries.map(({ reference }) => reference)];
  const set = await openPictureSet(
    library,
    files.map((file) => path.join(folder, file)),
    clock,
  );
  const [pairs] = await searchEach(library, set, clock);
  const isOfOne = (pair: string) => new Set(pair.split(" ").map((at) => coverOf[Number(at)])).size === 1;
  const ofOne = files.reduce((sum, _, at) => sum + coverOf.slice(0, at).filter((cover) => cover === coverOf[at]).length, 0);
  const all = (files.length * (files.length - 1)) / 2;
  return [
    [`${list}: different covers`, pairs.filter((pair) => !isOfOne(pair)), all - ofOne],
    [`${list}: photographs of one cover, and the cover`, pairs.filter(isOfOne), ofOne],
  ];
}

export function printNonPairs(measured: NonPairs[]): void {
  const rows = measured.map(([name, found, nonPairs]) => {
    const wrong = typeof found === "number" ? found : found.length;
    return [
      name,
      nonPairs,
      wrong,
      ((wrong / Math.max(1, nonPairs)) * 1e6).toFixed(1),
      typeof found === "number" ? "" : found.slice(0, 8).join(", "),
    ];
  });
  console.log(`\nFalse pairs\n${formatTable(["non-pairs", "n", "called duplicate", "per million", "which (places in the list)"], rows)}`);
}

export function printClock({ describe, copy, vote, confirm }: Clock): void {
  const mean = ({ ms, count: times }: { ms: number; count: number }) => (times === 0 ? "–" : (ms / times).toFixed(1));
  console.log(
    `\nMilliseconds (wall, one picture at a time): describing a picture ${mean(describe)}, looking at a near hash ${mean(copy)} (${copy.count} of them), votes ${mean(vote)}, comparing with a candidate ${mean(confirm)} (${confirm.count} of them)`,
  );
}
