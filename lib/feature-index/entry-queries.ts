import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";
import { type IndexKey, isOf } from "./queries";

/** An image's place in one index: its features as that index's words. */
export type Entry = { indexId: string; words: Buffer };

/** A query for the indexes that an image comes into, held for the transaction so that none is exchanged meanwhile. */
export function selectHeld(key: IndexKey): SQL {
  return sql`select id, state from feature_indexes where ${isOf(key)} and state <> 'retired' order by state for share`;
}

/** Whether these are entries of the indexes that a statement has as `held`: of all of them and of no others. */
export function areOfHeld(entries: readonly Entry[]): SQL {
  const ids = toUuids(entries.map(({ indexId }) => indexId));
  return sql`(select count(*) = ${entries.length} and coalesce(bool_and(held.id = any(${ids})), true) from held)`;
}

/**
 * A query that puts the images whose ids are in `image` (a table with a column `id`) into the tails of indexes;
 * what was there of them is replaced.
 */
export function insertEntries(entries: readonly Entry[], image: SQL): SQL {
  const rows = entries.map(({ indexId, words }) => sql`(${indexId}::uuid, ${words}::bytea)`);
  return sql`
    insert into indexed_images (index_id, image_id, number, words)
    select entry.index_id, image.id, null, entry.words from ${image} as image, (values ${sql.join(rows, sql`, `)}) as entry (index_id, words)
    on conflict (index_id, image_id) do update set number = null, words = excluded.words`;
}

/** The indexes that an image comes into (the one that serves and the one that is being built), see `selectHeld`. */
export async function holdIndexes(tx: Db, key: IndexKey): Promise<readonly { id: string; state: string }[]> {
  return tx.execute<{ id: string; state: string }>(selectHeld(key));
}

/** Puts an image into the tails of indexes, see `insertEntries`. */
export async function saveEntries(db: Db, imageId: string, entries: readonly Entry[]): Promise<void> {
  if (entries.length > 0) await db.execute(insertEntries(entries, sql`(select ${imageId}::uuid as id)`));
}
