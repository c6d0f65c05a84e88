import type { Db } from "../db/client";
import { decodeIndexedWords, type IndexedWords } from "./postings";
import * as queries from "./queries";

/** Images of the tail that are read at once, about 1.5 MB. */
const readStep = 128;
/** Bytes of tails that one process keeps: ten of the longest. */
const keptBytesMax = 32 * 1_048_576;

/** An image of the tail with its words. */
export type TailImage = { imageId: string; features: IndexedWords };
type Kept = IndexedWords & { mark: string };

/**
 * Tails that were read last, by index and image: each vote compares all of a tail, and most of it is what
 * the last vote has read. What has changed since has another mark.
 */
const kept = new Map<string, Map<string, Kept>>();

/** All images of an index's tail, in the order of their ids, calling `breathe` on the way. */
export async function readTail(db: Db, indexId: string, lanes: number, breathe: () => Promise<void>): Promise<TailImage[]> {
  const known = kept.get(indexId);
  const tail = new Map<string, Kept>();
  const marks = await queries.listTailMarks(db, indexId);
  const unknown: string[] = [];
  for (const { imageId, mark } of marks) {
    const before = known?.get(imageId);
    if (before?.mark === mark) tail.set(imageId, before);
    else unknown.push(imageId);
  }
  for (let from = 0; from < unknown.length; from += readStep) {
    for (const { imageId, mark, words } of await queries.findTail(db, indexId, unknown.slice(from, from + readStep))) {
      tail.set(imageId, { mark, ...decodeIndexedWords(words, lanes) });
      await breathe();
    }
  }
  keep(indexId, tail);
  return marks.flatMap(({ imageId }) => {
    const features = tail.get(imageId);
    return features ? [{ imageId, features }] : [];
  });
}

function keep(indexId: string, tail: Map<string, Kept>): void {
  kept.delete(indexId);
  kept.set(indexId, tail);
  let total = 0;
  for (const [id, images] of [...kept].reverse()) {
    for (const { words, descriptors } of images.values()) total += words.byteLength + descriptors.byteLength;
    if (total > keptBytesMax) kept.delete(id);
  }
}
