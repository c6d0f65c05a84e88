import type { Db } from "../db/client";
import * as postingQueries from "./posting-queries";
import * as queries from "./queries";

/** Images of one deletion, so that none holds the embedded database for long. */
const imagesStep = 5_000;
/** Words whose postings go at once. */
const wordsStep = 512;

/**
 * Retires an index and deletes it with all that is in it, bit by bit, asking `goOn`, which may throw,
 * between two steps. Safe to run again.
 */
export async function deleteIndex(db: Db, indexId: string, wordBytes: number, goOn: () => Promise<void> = async () => {}): Promise<void> {
  await queries.retireIndex(db, indexId);
  // Words have at least 8 bytes each.
  for (let from = 0; from < wordBytes / 8; from += wordsStep) {
    await goOn();
    await postingQueries.deletePostings(db, indexId, [], { from, to: from + wordsStep });
  }
  while ((await queries.deleteIndexed(db, indexId, imagesStep)) > 0) await goOn();
  await queries.deleteIndexRow(db, indexId);
}

/** Deletes the indexes of a library or collection: all, or those of other profiles than this one. Gives the profiles of the deleted ones. */
export async function deleteIndexes(db: Db, of: Omit<queries.IndexKey, "profile">, exceptProfile?: string): Promise<string[]> {
  const deleted = (await queries.listAllIndexes(db, of)).filter(({ profile }) => profile !== exceptProfile);
  for (const { id, wordBytes } of deleted) await deleteIndex(db, id, wordBytes);
  return [...new Set(deleted.map(({ profile }) => profile))];
}
