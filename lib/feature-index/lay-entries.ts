import { HammingDistances } from "../vision/hamming-distances";
import type { Segment } from "./queries";
import type { Runs } from "./read-runs";
import type { TailImage } from "./read-tail";

/** Entries of the words that are looked up, word by word: whose they are, and their descriptors laid out for distances. */
export type Entries = {
  /** By word: its place among those that are looked up, plus one; 0: it is none of them. */
  slotOf: Uint32Array;
  /** Entries of a slot are `starts[slot]` to before `starts[slot + 1]`. */
  starts: Uint32Array;
  /** By entry: the image's number, or `tailFrom` and its place in the tail. */
  images: Uint32Array;
  distances: HammingDistances;
};

export type Sources = {
  segments: readonly Pick<Segment, "shift">[];
  runs: Runs;
  tail: readonly TailImage[];
  lanes: number;
  wordCount: number;
  tailFrom: number;
};

/** Room of votes that are over, for the next ones: memory of WebAssembly is dear to make. */
const spare: HammingDistances[] = [];
const spareMax = 2;
const spareBytesMax = 16 * 1_048_576;

/** Lays the entries of some words, of all segments and of the tail, so that each word's lie together. */
export async function layEntries(sources: Sources, wanted: ReadonlySet<number>, breathe: () => Promise<void>): Promise<Entries> {
  const { tail, lanes, wordCount, tailFrom } = sources;
  const slotOf = new Uint32Array(wordCount);
  let slots = 0;
  for (const word of wanted) slotOf[word] = ++slots;
  const starts = new Uint32Array(slots + 2);
  const count = (slot: number, from: number, to: number) => {
    starts[slot + 1] = (starts[slot + 1] as number) + to - from;
  };
  visitRuns(sources, slotOf, count);
  for (const { features } of tail) visitWords(features.words, slotOf, count);
  await breathe();
  for (let slot = 0; slot <= slots; slot++) starts[slot + 1] = (starts[slot + 1] as number) + (starts[slot] as number);
  const next = starts.slice();
  const total = starts[slots + 1] as number;
  const distances = spare.pop() ?? new HammingDistances();
  const laid = distances.makeRoom(total, lanes);
  const images = new Uint32Array(total);
  const place = (slot: number, entries: number) => {
    const at = next[slot] as number;
    next[slot] = at + entries;
    return at;
  };
  visitRuns(sources, slotOf, (slot, from, to, { numbers, descriptors }) => {
    const at = place(slot, to - from);
    images.set(numbers.subarray(from, to), at);
    laid.set(descriptors.subarray(from * lanes, to * lanes), at * lanes);
  });
  await breathe();
  for (const [image, { features }] of tail.entries()) {
    visitWords(features.words, slotOf, (slot, from, to) => {
      const at = place(slot, to - from);
      images.fill(tailFrom + image, at, at + to - from);
      laid.set(features.descriptors.subarray(from * lanes, to * lanes), at * lanes);
    });
    await breathe();
  }
  return { slotOf, starts, images, distances };
}

/** Hands the room of entries that are done with to the next vote. */
export function giveBack({ distances }: Entries): void {
  if (spare.length < spareMax && distances.sizeBytes <= spareBytesMax) spare.push(distances);
}

/** Calls `visit` with the entries of each wanted word in each run. */
function visitRuns(
  { segments, runs }: Sources,
  slotOf: Uint32Array,
  visit: (slot: number, from: number, to: number, run: { numbers: Uint32Array; descriptors: Int32Array }) => void,
): void {
  for (const [place, { shift }] of segments.entries()) {
    for (const [first, run] of runs[place] ?? []) {
      const end = Math.min(2 ** shift, slotOf.length - first);
      for (let inRun = 0; inRun < end; inRun++) {
        const slot = slotOf[first + inRun] as number;
        const [from, to] = [run.starts[inRun] as number, run.starts[inRun + 1] as number];
        if (slot > 0 && from < to) visit(slot, from, to, run);
      }
    }
  }
}

/** Calls `visit` with each stretch of one word that is wanted, in words that are in order. */
function visitWords(words: Uint32Array, slotOf: Uint32Array, visit: (slot: number, from: number, to: number) => void): void {
  for (let from = 0; from < words.length; ) {
    const word = words[from] as number;
    let to = from + 1;
    while (to < words.length && words[to] === word) to++;
    const slot = slotOf[word] as number;
    if (slot > 0) visit(slot, from, to);
    from = to;
  }
}
