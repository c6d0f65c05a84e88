import type { Context } from "../context/context";
import { type DescriptorLanes, laneDistance, toLanes } from "../vision/descriptor-lanes";
import { HammingDistances } from "../vision/hamming-distances";
import type { LocalFeatures } from "../vision/local-features";
import { createBreath } from "./breath";
import { createVotes, distanceMax, type Votes } from "./count-votes";
import { groupCopies, type Voted } from "./group-copies";
import { loadWords } from "./load-words";
import * as queries from "./queries";
import { type Runs, readRuns } from "./read-runs";
import { readTail, type TailImage } from "./read-tail";
import { createWordFinder, type VisualWords } from "./visual-words";

/** Words in which each feature is looked up, and branches in which these are looked for: see [Note: Votes] for what was measured with them. */
const lookedUpWords = 3;
const lookedUpBranches = 4;
/** Pictures of which copies are grouped, for each that is asked for. */
const takenPerWanted = 4;
/** How often an index is asked that is exchanged meanwhile. */
const triesMax = 4;

type Ctx = Pick<Context, "db">;
type Query = DescriptorLanes & { /** [count, lookedUpWords]; `noWord` where there are fewer. */ words: Uint32Array };
const noWord = 0xffffffff;

/**
 * The images with most votes ([Note: Votes]), most first, at most `limit` of them: candidates, among
 * which another check has to decide. Each set of features (a picture's and its mirror's) votes by
 * itself, and an image has the most of its votes. Copies of an image (by perceptual hash) are listed
 * with the one that has most votes and take no place. Empty without an index. All images of the
 * index count, also held and trashed ones, or such as have left the collection since.
 */
export async function voteForImages(ctx: Ctx, key: queries.IndexKey, features: readonly LocalFeatures[], limit: number): Promise<Voted[]> {
  for (let triesLeft = triesMax; triesLeft > 0; triesLeft--) {
    const breathe = createBreath();
    const before = await queries.findServing(ctx.db, key);
    if (!before) return [];
    const words = await loadWords(ctx, before.id);
    if (!words) continue;
    // The tail before the segments: an image that is folded meanwhile is then in both, never in none.
    const tail = await readTail(ctx.db, before.id, words.lanes, breathe);
    const index = await queries.findServing(ctx.db, key);
    if (index?.id !== before.id) continue;
    const voted = await ask(ctx, { index, words, tail, breathe }, features, limit * takenPerWanted);
    if (triesLeft > 1 && (await hasChanged(ctx, key, index))) continue;
    return groupCopies(ctx, voted, limit);
  }
  return [];
}

/** Rows that were read may have been deleted under a vote whose segments were merged, or whose index was exchanged. */
async function hasChanged(ctx: Ctx, key: queries.IndexKey, before: queries.IndexRow): Promise<boolean> {
  const now = await queries.findServing(ctx.db, key);
  if (now?.id !== before.id) return true;
  const ids = new Set(now.segments.map(({ id }) => id));
  return before.segments.some(({ id }) => !ids.has(id));
}

type Asked = { index: queries.IndexRow; words: VisualWords; tail: readonly TailImage[]; breathe: () => Promise<void> };

async function ask(ctx: Ctx, asked: Asked, sets: readonly LocalFeatures[], count: number): Promise<Voted[]> {
  const { index, words, breathe } = asked;
  const sought: Query[] = [];
  for (const set of sets) sought.push(await lookUpWords(words, set, breathe));
  const wanted = wordsOf(sought);
  const tail = await sortTail(asked.tail, wanted, words.lanes, breathe);
  const runs = await readRuns(ctx.db, index, words.lanes, wanted);
  const numbersEnd = Math.max(0, ...index.segments.map(({ to }) => to));
  const best = new Float32Array(numbersEnd + tail.imageIds.length);
  for (const query of sought) {
    const votes = createVotes(best.length);
    for (let i = 0; i < query.count; i++) {
      voteOnce(votes, query, i, index.segments, runs, tail, numbersEnd);
      await breathe();
    }
    for (let image = 0; image < best.length; image++) best[image] = Math.max(best[image] as number, votes.sums[image] as number);
    await breathe();
  }
  const leading = findLeading(best, count);
  const numbered = await queries.findNumbered(
    ctx.db,
    index.id,
    leading.filter((image) => image < numbersEnd),
  );
  const idOf = new Map(numbered.map(({ number, imageId }) => [number, imageId]));
  const found = new Map<string, number>();
  for (const image of leading) {
    const imageId = image < numbersEnd ? idOf.get(image) : tail.imageIds[image - numbersEnd];
    if (imageId !== undefined && !found.has(imageId)) found.set(imageId, best[image] as number);
  }
  return [...found].map(([imageId, votes]) => ({ imageId, votes, copies: [] }));
}

async function lookUpWords(words: VisualWords, features: LocalFeatures, breathe: () => Promise<void>): Promise<Query> {
  const lanes = toLanes(features.descriptors, words.lanes * 4);
  const finder = createWordFinder(words, lookedUpWords, lookedUpBranches);
  const found = new Uint32Array(lanes.count * lookedUpWords).fill(noWord);
  for (let i = 0; i < lanes.count; i++) {
    const count = finder.find(lanes.data, i);
    found.set(finder.found.subarray(0, count), i * lookedUpWords);
    await breathe();
  }
  return { ...lanes, words: found };
}

function wordsOf(asked: readonly Query[]): Set<number> {
  const all = new Set<number>();
  for (const { words } of asked) for (const word of words) if (word !== noWord) all.add(word);
  return all;
}

/** Of the tail what has one of the words that are looked up, word by word: whose it is, laid out for distances. */
type Tail = { imageIds: string[]; places: Map<number, { from: number; to: number }>; images: Uint32Array; distances: HammingDistances };

async function sortTail(
  images: readonly TailImage[],
  wanted: ReadonlySet<number>,
  lanes: number,
  breathe: () => Promise<void>,
): Promise<Tail> {
  const counts = new Map<number, number>();
  for (const { features } of images) {
    for (const word of features.words) if (wanted.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    await breathe();
  }
  const places = new Map<number, { from: number; to: number }>();
  let total = 0;
  for (const [word, count] of counts) {
    places.set(word, { from: total, to: total });
    total += count;
  }
  const owners = new Uint32Array(total);
  const sorted = new Int32Array(total * lanes);
  for (const [image, { features }] of images.entries()) {
    for (const [entry, word] of features.words.entries()) {
      const place = places.get(word);
      if (!place) continue;
      owners[place.to] = image;
      for (let lane = 0; lane < lanes; lane++) sorted[place.to * lanes + lane] = features.descriptors[entry * lanes + lane] as number;
      place.to++;
    }
    await breathe();
  }
  const distances = new HammingDistances();
  distances.load(sorted, lanes);
  return { imageIds: images.map(({ imageId }) => imageId), places, images: owners, distances };
}

/** One feature votes, over all segments and the tail. */
function voteOnce(
  votes: Votes,
  query: Query,
  i: number,
  segments: readonly queries.Segment[],
  runs: Runs,
  tail: Tail,
  numbersEnd: number,
): void {
  const { lanes, data } = query;
  for (let n = i * lookedUpWords; n < (i + 1) * lookedUpWords; n++) {
    const word = query.words[n] as number;
    if (word === noWord) break;
    for (const [place, { shift }] of segments.entries()) {
      const run = runs[place]?.get((word >>> shift) * 2 ** shift);
      if (!run) continue;
      const inRun = word & (2 ** shift - 1);
      const end = run.starts[inRun + 1] as number;
      for (let entry = run.starts[inRun] as number; entry < end; entry++)
        votes.see(run.numbers[entry] as number, laneDistance(data, i, run.descriptors, entry, lanes));
    }
    const place = tail.places.get(word);
    if (place)
      tail.distances.visitNear(data, i, place, distanceMax, (at, distance) =>
        votes.see(numbersEnd + (tail.images[at] as number), distance),
      );
  }
  votes.cast();
}

/** The images with most votes, most first. */
function findLeading(votes: Float32Array, count: number): number[] {
  const leading: number[] = [];
  for (let image = 0; image < votes.length; image++) {
    const own = votes[image] as number;
    if (own === 0 || (leading.length === count && own <= (votes[leading[count - 1] as number] as number))) continue;
    let at = leading.length === count ? count - 1 : leading.length;
    for (; at > 0 && (votes[leading[at - 1] as number] as number) < own; at--) leading[at] = leading[at - 1] as number;
    leading[at] = image;
  }
  return leading;
}
