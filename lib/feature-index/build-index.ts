import { v7 as uuidv7 } from "uuid";
import { toLanes } from "../vision/descriptor-lanes";
import { decodeFeatures } from "../vision/local-features";
import { saveEntries } from "./entry-queries";
import { keptBranches, toIndexedWords } from "./index-images";
import { goOn, type Held, type Work, WorkEnded } from "./index-work";
import { createRandom, learnWords } from "./learn-words";
import { loadWords } from "./load-words";
import { mergeSegments } from "./merge-segments";
import { addPosting, createPostings } from "./postings";
import * as queries from "./queries";
import { createWordFinder, encodeWords, type VisualWords } from "./visual-words";
import { nextNumber, writeSegment } from "./write-segment";

/** Features for each word: lists are read in rows of about as many. */
const featuresPerWord = 64;
/** 512 branches of 512 words. */
const wordsMax = 262_144;
/**
 * Descriptors that words are learned from: so many of each word, and at most so many in all (64 MB). With
 * few, lists grow unlike each other, and a vote reads the long ones: among 354 real and 2,646 made pictures
 * 234,000 entries a photograph with 24 of each word and 593,000 with 4; all of 60 covers had most votes
 * with either, with at least 1.17 and 1.02 times those of the next.
 */
const samplesPerWord = 24;
const samplesMax = 4_000_000;
/** Features of images whose postings are made at once: 14 MB, which take some milliseconds to be sorted. */
const chunkFeatures = 500_000;
const readStep = 64;
/** So few are left to the tail. */
const restMax = 128;

/**
 * Learns words from features of the images that belong into an index, and inserts an index with them that is to be
 * built. Bounded by `samplesMax`; broken off, it begins anew.
 */
export async function learnIndex(work: Work, serving: Held, imageCount: number): Promise<void> {
  const { ctx, key } = work;
  const imageIds = await queries.sampleBelonging(ctx.db, key, sampledImagesMax);
  const perImage = await meanFeatures(work, imageIds.slice(0, readStep));
  const wordCount = Math.max(2, Math.min(wordsMax, Math.round((imageCount * perImage) / featuresPerWord)));
  serving.share = 0;
  const sample = await readSample(work, serving, imageIds, Math.min(samplesMax, wordCount * samplesPerWord), perImage);
  const report = (share: number) => {
    serving.share = readShare + (1 - readShare) * share;
  };
  const words = await learnWords(sample, serving.lanes, wordCount, () => goOn(work, serving), report);
  delete serving.share;
  await queries.insertIndex(ctx.db, { ...key, id: uuidv7(), state: "building", words: encodeWords(words), learnedFrom: imageCount });
}

const sampledImagesMax = 20_000;
/** What of the progress of learning is given to reading; a choice. */
const readShare = 0.2;

async function meanFeatures({ ctx, key }: Work, imageIds: readonly string[]): Promise<number> {
  const rows = await queries.findFeatures(ctx.db, key.profile, imageIds);
  const counts = rows.map(({ data }) => decodeFeatures(data).count);
  return counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
}

async function readSample(work: Work, held: Held, imageIds: readonly string[], countMax: number, perImage: number): Promise<Int32Array> {
  const { lanes } = held;
  const sample = new Int32Array(countMax * lanes);
  const takenShare = Math.min(1, countMax / Math.max(1, imageIds.length * perImage));
  const random = createRandom(countMax);
  let count = 0;
  for (let from = 0; from < imageIds.length && count < countMax; from += readStep) {
    held.share = (readShare * from) / imageIds.length;
    await goOn(work, held);
    for (const { data } of await queries.findFeatures(work.ctx.db, work.key.profile, imageIds.slice(from, from + readStep))) {
      const descriptors = toLanes(decodeFeatures(data).descriptors, lanes * 4);
      for (let i = 0; i < descriptors.count && count < countMax; i++) {
        if (random() > takenShare) continue;
        sample.set(descriptors.data.subarray(i * lanes, (i + 1) * lanes), count * lanes);
        count++;
      }
      await work.breathe();
    }
  }
  return sample.slice(0, count * lanes);
}

/**
 * Puts all images into an index that is being built, part by part, and lets it serve in the place of
 * the other once it has all of them. Broken off, it goes on where it was. Images that are added
 * meanwhile come into both. Nobody asks it yet, so its segments are merged once, at the end.
 * @throws WorkEnded
 */
export async function buildIndex(work: Work, serving: Held, held: Held): Promise<void> {
  const building: Held = { ...held, beside: serving };
  const words = await loadWords(work.ctx, building.id);
  if (!words) throw new WorkEnded();
  const imageCount = Math.max(1, await queries.countBelonging(work.ctx.db, work.key));
  for (;;) {
    await goOn(work, building);
    const missing = await queries.listMissing(work.ctx.db, work.key, building.id, missingMax);
    if (missing.length > restMax) await addChunks(work, building, words, missing, imageCount);
    else {
      while (await mergeSegments(work, building));
      await addRest(work, building, words, missing);
      if (await exchange(work, serving, building)) return;
    }
  }
}

const missingMax = 50_000;

async function addChunks(work: Work, building: Held, words: VisualWords, imageIds: readonly string[], imageCount: number): Promise<void> {
  const { lanes } = words;
  const finder = createWordFinder(words, 1, keptBranches);
  let added: string[] = [];
  let postings = createPostings(lanes, chunkFeatures);
  const flush = async () => {
    const numbers = { from: nextNumber(building), to: nextNumber(building) + added.length };
    const ids = added;
    await writeSegment(work, building, postings, numbers, (tx) => queries.insertNumbered(tx, building.id, ids, numbers.from));
    added = [];
    postings = createPostings(lanes, chunkFeatures);
  };
  for (let from = 0; from < imageIds.length; from += readStep) {
    building.share = Math.min(1, (nextNumber(building) + added.length) / imageCount);
    await goOn(work, building);
    for (const { imageId, data } of await queries.findFeatures(work.ctx.db, work.key.profile, imageIds.slice(from, from + readStep))) {
      const descriptors = toLanes(decodeFeatures(data).descriptors, lanes * 4);
      if (postings.count + descriptors.count > chunkFeatures) await flush();
      const number = nextNumber(building) + added.length;
      for (let i = 0; i < descriptors.count; i++) {
        finder.find(descriptors.data, i);
        addPosting(postings, finder.found[0] as number, number, descriptors.data, i);
        if (i % 64 === 63) await work.breathe();
      }
      added.push(imageId);
    }
  }
  if (added.length > 0) await flush();
}

async function addRest({ ctx, key, breathe }: Work, building: Held, words: VisualWords, imageIds: readonly string[]): Promise<void> {
  for (const { imageId, data } of await queries.findFeatures(ctx.db, key.profile, imageIds)) {
    await saveEntries(ctx.db, imageId, [{ indexId: building.id, words: toIndexedWords(words, decodeFeatures(data)) }]);
    await breathe();
  }
}

/** Images that others add at this moment come into both indexes, or are waited for by the locks and seen as missing. */
async function exchange({ ctx, key }: Work, serving: Held, building: Held): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    if (!(await queries.lockBoth(tx, serving, building))) throw new WorkEnded();
    if ((await queries.listMissing(tx, key, building.id, 1)).length > 0) return false;
    await queries.exchangeIndexes(tx, serving.id, building.id);
    return true;
  });
}
