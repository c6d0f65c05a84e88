import { NearestCentres } from "../vision/nearest-centres";
import { createBreath } from "./breath";
import type { VisualWords } from "./visual-words";

/** More rounds change little. */
const rounds = 5;
/** Descriptors between two looks at the clock, at most 512 centres each: about half a millisecond. */
const stepComparisons = 65_536;
/** Places looked at between two looks at the clock: about as long. */
const stepPlaces = 65_536;

/**
 * Learns visual words, see [Note: Visual words], by k-majority (Grana et al., "A fast approach for
 * integrating ORB descriptors in the bag of words model", 2013) in two levels. The same descriptors
 * give the same words. Takes n · √wordCount · 2 · 5 comparisons, lets others run meanwhile, and asks
 * `goOn`, which may throw, every second or so; `report` hears how much is done, 0..1.
 */
export async function learnWords(
  descriptors: Int32Array,
  lanes: number,
  wordCount: number,
  goOn: () => Promise<void> = async () => {},
  report: (share: number) => void = () => {},
): Promise<VisualWords> {
  const count = descriptors.length / lanes;
  const breathe = createBreath(goOn);
  const random = createRandom(count);
  const toCentres = new NearestCentres();
  const branchCount = Math.max(1, Math.min(count, Math.round(Math.sqrt(wordCount))));
  const everything = new Uint32Array(count);
  for (let i = 0; i < count; i++) everything[i] = i;
  const reportTop = (share: number) => report(share / 2);
  const top = await learnMajority({
    descriptors,
    lanes,
    members: everything,
    count: branchCount,
    random,
    breathe,
    toCentres,
    report: reportTop,
  });
  const grouped = await groupByNearest(top.nearest, branchCount, breathe);
  const starts = new Uint32Array(branchCount + 1);
  const parts: Int32Array[] = [];
  for (let branch = 0; branch < branchCount; branch++) {
    const members = grouped.members.subarray(grouped.starts[branch], grouped.starts[branch + 1]);
    const share = Math.max(1, Math.min(members.length, Math.round((wordCount * members.length) / Math.max(1, count))));
    const isEmpty = members.length === 0;
    const { centres } = isEmpty
      ? { centres: top.centres.slice(branch * lanes, (branch + 1) * lanes) }
      : await learnMajority({ descriptors, lanes, members, count: share, random, breathe, toCentres });
    parts.push(centres);
    starts[branch + 1] = (starts[branch] as number) + centres.length / lanes;
    report((1 + (branch + 1) / branchCount) / 2);
    await breathe();
  }
  const words = new Int32Array((starts[branchCount] as number) * lanes);
  for (const [branch, part] of parts.entries()) words.set(part, (starts[branch] as number) * lanes);
  return { lanes, branches: top.centres, starts, words };
}

/** The places of the descriptors, those of the first branch first, and where each branch begins. */
async function groupByNearest(
  nearest: Uint32Array,
  branchCount: number,
  breathe: () => Promise<void>,
): Promise<{ members: Uint32Array; starts: Uint32Array }> {
  const starts = new Uint32Array(branchCount + 1);
  for (let i = 0; i < nearest.length; i++) {
    const branch = nearest[i] as number;
    starts[branch + 1] = (starts[branch + 1] as number) + 1;
    if (i % stepPlaces === stepPlaces - 1) await breathe();
  }
  for (let branch = 0; branch < branchCount; branch++) starts[branch + 1] = (starts[branch + 1] as number) + (starts[branch] as number);
  const next = starts.slice();
  const members = new Uint32Array(nearest.length);
  for (let i = 0; i < nearest.length; i++) {
    const branch = nearest[i] as number;
    members[next[branch] as number] = i;
    next[branch] = (next[branch] as number) + 1;
    if (i % stepPlaces === stepPlaces - 1) await breathe();
  }
  return { members, starts };
}

type Learning = {
  descriptors: Int32Array;
  lanes: number;
  /** Which descriptors, by their place. */
  members: Uint32Array;
  count: number;
  random: () => number;
  breathe: () => Promise<void>;
  toCentres: NearestCentres;
  report?: (share: number) => void;
};

/** Gives the centres, and the nearest one of each member. */
async function learnMajority(learning: Learning): Promise<{ centres: Int32Array; nearest: Uint32Array }> {
  const { descriptors, lanes, members, count, random, breathe, toCentres, report } = learning;
  const centres = new Int32Array(count * lanes);
  for (let centre = 0; centre < count; centre++) copyDescriptor(descriptors, pick(members, random), centres, centre, lanes);
  const nearest = new Uint32Array(members.length);
  const step = Math.max(1, Math.floor(stepComparisons / count));
  for (let round = 0; round < rounds; round++) {
    toCentres.load(centres, lanes, Uint32Array.of(0, count));
    for (let from = 0; from < members.length; from += step) {
      const to = Math.min(members.length, from + step);
      for (let m = from; m < to; m++) nearest[m] = toCentres.findNearest(descriptors, members[m] as number, 0);
      report?.((round + to / members.length) / rounds);
      await breathe();
    }
    if (round < rounds - 1) await takeMajority(learning, nearest, centres);
  }
  return { centres, nearest };
}

/** Each bit of a centre becomes what most of its members have; a centre without members starts anew at one of them. */
async function takeMajority(learning: Learning, nearest: Uint32Array, centres: Int32Array): Promise<void> {
  const { descriptors, lanes, members, count, random, breathe } = learning;
  const bits = lanes * 32;
  const ones = new Uint32Array(count * bits);
  const sizes = new Uint32Array(count);
  for (let m = 0; m < members.length; m++) {
    const centre = nearest[m] as number;
    sizes[centre] = (sizes[centre] as number) + 1;
    addBits(descriptors, (members[m] as number) * lanes, lanes, ones, centre * bits);
    if (m % 1_024 === 1_023) await breathe();
  }
  for (let centre = 0; centre < count; centre++) {
    const size = sizes[centre] as number;
    if (size === 0) copyDescriptor(descriptors, pick(members, random), centres, centre, lanes);
    else for (let lane = 0; lane < lanes; lane++) centres[centre * lanes + lane] = majority(ones, centre * bits + lane * 32, size);
  }
}

function addBits(descriptors: Int32Array, from: number, lanes: number, ones: Uint32Array, at: number): void {
  for (let lane = 0; lane < lanes; lane++) {
    const value = descriptors[from + lane] as number;
    const place = at + lane * 32;
    for (let bit = 0; bit < 32; bit++) ones[place + bit] = (ones[place + bit] as number) + ((value >>> bit) & 1);
  }
}

function majority(ones: Uint32Array, at: number, size: number): number {
  let value = 0;
  for (let bit = 0; bit < 32; bit++) if ((ones[at + bit] as number) * 2 > size) value |= 1 << bit;
  return value;
}

function copyDescriptor(from: Int32Array, i: number, to: Int32Array, j: number, lanes: number): void {
  for (let lane = 0; lane < lanes; lane++) to[j * lanes + lane] = from[i * lanes + lane] as number;
}

function pick(members: Uint32Array, random: () => number): number {
  return members[Math.floor(random() * members.length)] as number;
}

/** Mulberry32: numbers 0..1 that are the same for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
