import { v7 as uuidv7 } from "uuid";
import type { Db } from "../db/client";
import type { LocalFeatures } from "../vision/local-features";
import { toIndexedWords } from "./index-images";
import { loadWords } from "./load-words";
import * as queries from "./queries";
import { encodeWords, oneWord } from "./visual-words";

/** An image to be found by its features, which were made as the profile says; `bits` are those of a descriptor. */
export type Addition = queries.IndexKey & { imageId: string; features: LocalFeatures; dimensions: 64 | 128 };

/**
 * Makes an image findable, within the transaction that saves its features: it comes to the tail of the
 * index that serves, and of the one that is being built. Without an index, one is made. An image that
 * is there already is replaced, so it is safe to run again. Takes about a millisecond.
 */
export async function addToIndex(tx: Db, addition: Addition): Promise<void> {
  const { imageId, features, dimensions } = addition;
  let indexes = await queries.holdIndexes(tx, addition);
  if (!indexes.some(({ state }) => state === "serving")) {
    await createIndex(tx, addition, dimensions);
    indexes = await queries.holdIndexes(tx, addition);
  }
  for (const { id } of indexes) {
    const words = await loadWords({ db: tx }, id);
    if (words) await queries.upsertTail(tx, id, imageId, toIndexedWords(words, features));
  }
}

/** Makes an empty index of one word, unless one serves. */
export async function createIndex(db: Db, { ownerId, collectionId, profile }: queries.IndexKey, dimensions: 64 | 128): Promise<void> {
  const words = encodeWords(oneWord(dimensions / 32));
  await queries.insertIndex(db, { ownerId, collectionId, profile, id: uuidv7(), state: "serving", words, learnedFrom: 0 });
}
