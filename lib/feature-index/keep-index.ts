import type { Context } from "../context/context";
import { decodeFeatures } from "../vision/local-features";
import { createIndex, insertEmptyIndex } from "./add-to-index";
import { createBreath } from "./breath";
import { buildIndex, learnIndex } from "./build-index";
import { deleteIndex } from "./delete-index";
import { saveEntries } from "./entry-queries";
import { foldTail } from "./fold-tail";
import { toIndexedWords } from "./index-images";
import { goOn, type Held, holdS, type Work, WorkEnded } from "./index-work";
import { loadWords } from "./load-words";
import { mergeSegments } from "./merge-segments";
import * as queries from "./queries";
import { countWords, type VisualWords } from "./visual-words";

/**
 * With fewer images there is one word, and all features are compared. 30 photographs, each edited in five ways (a part
 * of 70 %, blurred, turned by 12 degrees, a quarter of the size, mirrored), were looked for by 300 features and their
 * mirror images among 30, 48, 64 and 100 photographs: all 150 came first, with one word as with learned ones, at 16,
 * 19, 24 and 34 ms of processor time a vote with one and at 7, 6, 8 and 8 with learned ones. 60 photographs of 15
 * covers among these and 25 photographs, by 500 features: all 60 first, too, with at least 1.19 (one word) and 1.11
 * (learned) times the votes of the next, at 20 and 6 ms.
 */
const learnedFromMin = 32;
/** Words are learned again when there are so many times as many images. */
const growth = 4;
/** A tail as long as this is folded. */
export const tailMax = 256;
/** Images taken up at once that have features and are not in the index. */
const catchUpStep = 64;

/** Bits of a descriptor; `retrainAfter`: words are learned again when so many images have been added. */
export type KeepOptions = { dimensions: 64 | 128; retrainAfter?: number | undefined; signal?: AbortSignal };

/**
 * Brings an index up to date: takes up images whose features are there, lets go of those that are not
 * among its pictures any more, folds its tail, merges its segments, and learns its words anew when it
 * has grown. Searches go on all the while. Returns at once when another job is at it; broken off, it
 * can be run again. Without an index, one is made.
 */
export async function keepIndex(ctx: Pick<Context, "db" | "log">, key: queries.IndexKey, options: KeepOptions): Promise<void> {
  if (!(await queries.findServing(ctx.db, key))) await createIndex(ctx.db, key, options.dimensions);
  const row = await queries.findServing(ctx.db, key);
  const version = row && (await queries.claimIndex(ctx.db, row.id, holdS));
  if (!row || version === undefined) return;
  const work: Work = { ctx, key, signal: options.signal ?? new AbortController().signal, breathe: createBreath() };
  try {
    await bringUpToDate(work, row.id, version, options.retrainAfter);
  } catch (error) {
    if (!(error instanceof WorkEnded)) throw error;
  } finally {
    await queries.renewClaim(ctx.db, row.id, version, 0);
  }
}

async function bringUpToDate(work: Work, indexId: string, version: number, retrainAfter: number | undefined): Promise<void> {
  const { db } = work.ctx;
  const claim = { id: indexId, version };
  const hold = () => goOn(work, claim);
  for (const { id, wordBytes, state } of await queries.listAllIndexes(db, work.key))
    if (state === "retired") await deleteIndex(db, id, wordBytes, hold);
  const held = await holdIndex(work, indexId, version);
  await queries.deleteStrangers(db, work.key, held.id);
  const building = (await findBuilding(work)) ?? (await learnIfDue(work, held, retrainAfter));
  if (building) {
    await buildIndex(work, held, await holdIndex(work, building.id, await queries.takeOver(db, building.id)));
    await deleteIndex(db, held.id, held.row.wordBytes);
    return;
  }
  for (let tookUp = true; tookUp; ) {
    tookUp = await takeUp(work, held);
    if (held.row.learnedFrom === 0) continue;
    while ((await queries.countIndexed(db, held.id)).tail >= tailMax && (await foldTail(work, held)) > 0) await goOn(work, held);
    while (await mergeSegments(work, held)) await goOn(work, held);
  }
}

async function findBuilding({ ctx, key }: Work): Promise<queries.IndexRow | undefined> {
  return (await queries.listIndexes(ctx.db, key)).find(({ state }) => state === "building");
}

/** Whether words learned from so many images (0: none are learned) are to be learned again, now that there are `images`. */
export function isLearningDue(learnedFrom: number, images: number, retrainAfter = Number.POSITIVE_INFINITY): boolean {
  if (learnedFrom === 0) return images >= learnedFromMin;
  return images >= growth * learnedFrom || images - learnedFrom >= retrainAfter;
}

async function learnIfDue(work: Work, held: Held & { row: queries.IndexRow }, retrainAfter: number | undefined) {
  const images = await queries.countBelonging(work.ctx.db, work.key);
  if (held.row.progress.again !== true && !isLearningDue(held.row.learnedFrom, images, retrainAfter)) {
    // Words that were being learned when the worker stopped, and are no longer due.
    if (held.row.progress.share !== undefined) await queries.forgetProgress(work.ctx.db, held.id);
    return undefined;
  }
  if (images >= learnedFromMin) await learnIndex(work, held, images);
  else await insertEmptyIndex(work.ctx.db, work.key, "building", held.lanes);
  return findBuilding(work);
}

async function holdIndex(work: Work, indexId: string, version: number): Promise<Held & { row: queries.IndexRow; words: VisualWords }> {
  const row = (await queries.listIndexes(work.ctx.db, work.key)).find(({ id }) => id === indexId);
  const words = await loadWords(work.ctx, indexId);
  if (!row || !words) throw new WorkEnded();
  return { id: indexId, version, lanes: words.lanes, wordCount: countWords(words), segments: row.segments, row, words };
}

/** Puts images that are missing into the tail, no more than are folded at once; gives whether there were any. */
async function takeUp(work: Work, held: Held & { words: VisualWords }): Promise<boolean> {
  const { db } = work.ctx;
  const missing = await queries.listMissing(db, work.key, held.id, tailMax);
  for (let from = 0; from < missing.length; from += catchUpStep) {
    await goOn(work, held);
    for (const { imageId, data } of await queries.findFeatures(db, work.key.profile, missing.slice(from, from + catchUpStep))) {
      await saveEntries(db, imageId, [{ indexId: held.id, words: toIndexedWords(held.words, decodeFeatures(data)) }]);
      await work.breathe();
    }
  }
  return missing.length > 0;
}
