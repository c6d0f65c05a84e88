import type { Context } from "../context/context";
import { type DescriptorLanes, toLanes } from "../vision/descriptor-lanes";
import type { LocalFeatures } from "../vision/local-features";
import { createBreath } from "./breath";
import { createVotes, distanceMax } from "./count-votes";
import { groupCopies, type Voted } from "./group-copies";
import { type Entries, giveBack, layEntries } from "./lay-entries";
import { loadWords } from "./load-words";
import * as queries from "./queries";
import { readRuns } from "./read-runs";
import { readTail, type TailImage } from "./read-tail";
import { countWords, createWordFinder, type VisualWords } from "./visual-words";

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
  const { index, words, tail, breathe } = asked;
  const sought: Query[] = [];
  for (const set of sets) sought.push(await lookUpWords(words, set, breathe));
  const wanted = wordsOf(sought);
  const runs = await readRuns(ctx.db, index, words.lanes, wanted);
  const numbersEnd = Math.max(0, ...index.segments.map(({ to }) => to));
  const sources = { segments: index.segments, runs, tail, lanes: words.lanes, wordCount: countWords(words), tailFrom: numbersEnd };
  const entries = await layEntries(sources, wanted, breathe);
  const best = new Float32Array(numbersEnd + tail.length);
  for (const query of sought) {
    const sums = await vote(query, entries, best.length, breathe);
    for (let image = 0; image < best.length; image++)
      if ((sums[image] as number) > (best[image] as number)) best[image] = sums[image] as number;
    await breathe();
  }
  giveBack(entries);
  const leading = findLeading(best, count);
  const numbered = await queries.findNumbered(
    ctx.db,
    index.id,
    leading.filter((image) => image < numbersEnd),
  );
  const idOf = new Map(numbered.map(({ number, imageId }) => [number, imageId]));
  const found = new Map<string, number>();
  for (const image of leading) {
    const imageId = image < numbersEnd ? idOf.get(image) : tail[image - numbersEnd]?.imageId;
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

/** Each feature votes, over all entries of its words; gives the votes by image. */
async function vote(
  { data, count, words }: Query,
  entries: Entries,
  imageCount: number,
  breathe: () => Promise<void>,
): Promise<Float32Array> {
  const votes = createVotes(imageCount);
  const see = (at: number, distance: number) => votes.see(entries.images[at] as number, distance);
  for (let i = 0; i < count; i++) {
    for (let n = i * lookedUpWords; n < (i + 1) * lookedUpWords; n++) {
      const word = words[n] as number;
      if (word === noWord) break;
      const slot = entries.slotOf[word] as number;
      const range = { from: entries.starts[slot] as number, to: entries.starts[slot + 1] as number };
      if (range.from < range.to) entries.distances.visitNear(data, i, range, distanceMax, see);
    }
    votes.cast();
    await breathe();
  }
  return votes.sums;
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
