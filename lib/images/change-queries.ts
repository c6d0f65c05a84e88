import { and, asc, eq, lt, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { images, tombstones } from "../db/schema/images";
import type { LibraryCounts } from "./list-schema";
import { tileColumns } from "./queries";
import type { TileRow } from "./to-image-tile";

/**
 * [Note: Change cursor] A row carries the transaction that last changed it. The cursor is the
 * oldest transaction that was still running when it was taken: whatever commits later carries that
 * number or a higher one, so nothing is missed, and an image may be named twice. Numbers that this
 * database has not given out yet come from a restored backup and say nothing.
 */
const oldestRunning = sql`pg_snapshot_xmin(pg_current_snapshot())`;
const notGivenOut = sql`pg_snapshot_xmax(pg_current_snapshot())::text::bigint`;

/** The next cursor and the counts, from one snapshot. */
export async function findCursorAndCounts(db: Db, scope: Scope): Promise<{ cursor: string; counts: LibraryCounts }> {
  const [row] = await db.execute<{ cursor: string } & LibraryCounts>(sql`
    select ${oldestRunning}::text as cursor,
      (count(*) filter (where place = 'library' and stacked_under is null))::int as library,
      (count(*) filter (where place = 'held'))::int as held,
      (count(*) filter (where place = 'trash'))::int as trash,
      (count(*) filter (where status = 'pending' and place <> 'trash'))::int as pending,
      (count(*) filter (where status = 'failed' and place <> 'trash'))::int as failed
    from images where owner_id = ${scope.ownerId}`);
  if (!row) throw new Error("an aggregate gave no row");
  const { cursor, ...counts } = row;
  return { cursor, counts };
}

const since = (column: typeof images.changedXid | typeof tombstones.changedXid, cursor: string) =>
  sql`${column} >= ${cursor}::bigint and ${column} < ${notGivenOut}`;

/** Images that changed in or after the cursor's transaction. */
export async function listChangedImages(db: Db, scope: Scope, cursor: string, limit: number): Promise<TileRow[]> {
  return db
    .select(tileColumns)
    .from(images)
    .where(and(eq(images.ownerId, scope.ownerId), since(images.changedXid, cursor)))
    .orderBy(asc(images.changedXid))
    .limit(limit);
}

/** Ids of images that were deleted in or after the cursor's transaction. */
export async function listDeletedIds(db: Db, scope: Scope, cursor: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: tombstones.imageId })
    .from(tombstones)
    .where(and(eq(tombstones.ownerId, scope.ownerId), since(tombstones.changedXid, cursor)))
    .orderBy(asc(tombstones.changedXid))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Forgets which images were deleted before a time. Housekeeping, without a scope. */
export async function deleteTombstonesBefore(db: Db, time: Date): Promise<void> {
  await db.delete(tombstones).where(lt(tombstones.deletedAt, time));
}
