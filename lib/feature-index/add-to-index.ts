import { v7 as uuidv7 } from "uuid";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import type { LocalFeatures } from "../vision/local-features";
import { type Entry, holdIndexes, saveEntries } from "./entry-queries";
import { toIndexedWords } from "./index-images";
import { loadWords } from "./load-words";
import * as queries from "./queries";
import { encodeWords, oneWord } from "./visual-words";

/** An image to be found by its features, which were made as the profile says; `dimensions`: bits of a descriptor. */
export type Addition = queries.IndexKey & { imageId: string; features: LocalFeatures; dimensions: 64 | 128 };

/**
 * Makes an image findable, within the transaction that saves its features: it comes to the tail of the
 * index that serves, and of the one that is being built. Without an index, one is made. An image that
 * is there already is replaced, so it is safe to run again. Takes about a millisecond.
 */
export async function addToIndex(tx: Db, addition: Addition): Promise<void> {
  const ids = await listIds(tx, addition, () => holdIndexes(tx, addition));
  await saveEntries(tx, addition.imageId, await toEntries(tx, ids, addition.features));
}

/** Ids of a library's or collection's indexes as this process saw them last; those used longest ago first. */
const seen = new Map<string, readonly string[]>();
const seenMax = 1_000;

/**
 * Makes what has to be kept of an image's features in the indexes that there are: at least one, which is
 * made where none is. Whoever keeps it holds the indexes and looks whether they are the same still; if not,
 * `again` asks the database which there are, instead of remembering.
 */
export async function makeEntries(
  ctx: Pick<Context, "db">,
  { ownerId, collectionId, profile, features, dimensions }: Omit<Addition, "imageId">,
  { again }: { again: boolean },
): Promise<Entry[]> {
  const key = { ownerId, collectionId, profile };
  const name = Object.values(key).join(" ");
  const list = () => queries.listIndexes(ctx.db, key);
  const ids = (again ? undefined : seen.get(name)) ?? (await listIds(ctx.db, { ...key, dimensions }, list));
  seen.delete(name);
  seen.set(name, ids);
  for (const oldest of seen.size > seenMax ? seen.keys() : []) {
    seen.delete(oldest);
    break;
  }
  return toEntries(ctx.db, ids, features);
}

/** Ids of the indexes that there are; one that serves is made where none is. */
async function listIds(
  db: Db,
  { dimensions, ...key }: queries.IndexKey & Pick<Addition, "dimensions">,
  list: () => Promise<readonly { id: string; state: string }[]>,
): Promise<string[]> {
  let indexes = await list();
  if (!indexes.some(({ state }) => state === "serving")) {
    await createIndex(db, key, dimensions);
    indexes = await list();
  }
  return indexes.map(({ id }) => id);
}

/** An index that is gone meanwhile is left out. */
async function toEntries(db: Db, indexIds: readonly string[], features: LocalFeatures): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const indexId of indexIds) {
    const words = await loadWords({ db }, indexId);
    if (words) entries.push({ indexId, words: toIndexedWords(words, features) });
  }
  return entries;
}

/** Makes an empty index of one word, unless one serves. */
export async function createIndex(db: Db, { ownerId, collectionId, profile }: queries.IndexKey, dimensions: 64 | 128): Promise<void> {
  await insertEmptyIndex(db, { ownerId, collectionId, profile }, "serving", dimensions / 32);
}

/** Inserts an empty index of one word with descriptors of so many lanes, unless one of this state is there. */
export async function insertEmptyIndex(db: Db, key: queries.IndexKey, state: "building" | "serving", lanes: number): Promise<void> {
  const { ownerId, collectionId, profile } = key;
  await queries.insertIndex(db, {
    ownerId,
    collectionId,
    profile,
    id: uuidv7(),
    state,
    words: encodeWords(oneWord(lanes)),
    learnedFrom: 0,
  });
}
