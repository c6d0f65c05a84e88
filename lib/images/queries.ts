import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";
import { files, images } from "../db/schema/images";
import type { TileRow } from "./to-image-tile";

/** Its own SQL, so that it keeps its table's name inside a subquery. */
const thisImage = sql`${images.id}`;

/** The columns of `TileRow`. */
export const tileColumns = {
  id: images.id,
  originalName: images.originalName,
  contentType: images.contentType,
  sizeBytes: images.sizeBytes,
  width: images.width,
  height: images.height,
  frames: images.frames,
  thumbhash: images.thumbhash,
  status: images.status,
  failureReason: images.failureReason,
  place: images.place,
  favourite: images.favourite,
  takenLocal: images.takenLocal,
  addedAt: images.addedAt,
  trashedAt: images.trashedAt,
  stackedCount: sql<number>`(select count(*)::int from images stacked where stacked.stacked_under = ${thisImage} and stacked.place = 'library')`,
};

/** Tiles by id, in no order; ids outside the scope are left out. */
export async function findTiles(db: Db, scope: Scope, imageIds: readonly string[]): Promise<TileRow[]> {
  if (imageIds.length === 0) return [];
  return db
    .select(tileColumns)
    .from(images)
    .where(and(eq(images.ownerId, scope.ownerId), sql`${images.id} = any(${toUuids(imageIds)})`));
}

/**
 * Locks images for the rest of the transaction, in the order of their ids, so that two bulk changes
 * cannot deadlock; weakly enough that rows which refer to them, such as a duplicate's, can come meanwhile.
 */
export async function lockImages(db: Db, scope: Scope, imageIds: readonly string[]) {
  return db
    .select({
      id: images.id,
      ownerId: images.ownerId,
      place: images.place,
      originalName: images.originalName,
      title: images.title,
      description: images.description,
      tags: images.tags,
    })
    .from(images)
    .where(and(eq(images.ownerId, scope.ownerId), inArray(images.id, [...imageIds])))
    .orderBy(asc(images.id))
    .for("no key update");
}

/** Moves images that are not there yet into the trash. */
export async function moveToTrash(db: Db, scope: Scope, imageIds: readonly string[], trashedAt: Date): Promise<void> {
  await db
    .update(images)
    .set({ place: "trash", trashedAt, trashReason: "person" })
    .where(and(eq(images.ownerId, scope.ownerId), inArray(images.id, [...imageIds]), sql`${images.place} <> 'trash'`));
}

/** Moves images of the trash into the library. */
export async function moveOutOfTrash(db: Db, scope: Scope, imageIds: readonly string[]): Promise<void> {
  await db
    .update(images)
    .set({ place: "library", trashedAt: null, trashReason: null })
    .where(and(eq(images.ownerId, scope.ownerId), inArray(images.id, [...imageIds]), eq(images.place, "trash")));
}

/** Ids in the trash, up to `limit`. */
export async function listTrashIds(db: Db, scope: Scope, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: images.id })
    .from(images)
    .where(and(eq(images.ownerId, scope.ownerId), eq(images.place, "trash")))
    .orderBy(asc(images.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/**
 * Deletes images of the trash and frees their content claims, in one statement each; call it in a
 * transaction. Gives the storage keys of their files, to be removed after the commit.
 */
export async function deleteTrashed(db: Db, scope: Scope, imageIds: readonly string[]) {
  return deleteWhere(db, sql`owner_id = ${scope.ownerId} and place = 'trash' and id in ${[...imageIds]}`);
}

/** Images go for good that were trashed before a time, but not those of a run of rules, applied since another time, that can still be undone. */
export type Purged = { before: Date; undoableSince: Date };

/** What a run trashed bears its moment. */
const isPurged = ({ before, undoableSince }: Purged) => sql`place = 'trash' and trashed_at < ${before.toISOString()}::timestamptz
  and not (trashed_at >= ${undoableSince.toISOString()}::timestamptz and starts_with(trash_reason, 'duplicate-of:') and exists (
    select 1 from duplicate_rule_runs r
    where r.owner_id = images.owner_id and r.applied_at = images.trashed_at and r.undone_at is null))`;

/** Ids of everybody's images that are to be purged, the oldest first: housekeeping, without a scope. */
export async function listPurged(db: Db, purged: Purged, limit: number): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`select id from images where ${isPurged(purged)} order by trashed_at limit ${limit}`);
  return rows.map(({ id }) => id);
}

/** Like `deleteTrashed` for anybody's images, if they are still to be purged. */
export async function deletePurged(db: Db, purged: Purged, imageIds: readonly string[]) {
  return deleteWhere(db, sql`${isPurged(purged)} and id in ${[...imageIds]}`);
}

/** Ids of everything a person owns, wherever it is, up to `limit`. */
export async function listOwnedIds(db: Db, scope: Scope, limit: number): Promise<string[]> {
  const rows = await db.select({ id: images.id }).from(images).where(eq(images.ownerId, scope.ownerId)).limit(limit);
  return rows.map(({ id }) => id);
}

/** Like `deleteTrashed` wherever the images are: for a person who leaves. */
export async function deleteOwned(db: Db, scope: Scope, imageIds: readonly string[]) {
  return deleteWhere(db, sql`owner_id = ${scope.ownerId} and id in ${[...imageIds]}`);
}

/** Storage keys of the files of images; without a scope, of anybody's, for housekeeping. */
export async function listStorageKeys(db: Db, scope: Scope | undefined, imageIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .select({ key: files.storageKey })
    .from(files)
    .innerJoin(images, eq(images.id, files.imageId))
    .where(and(inArray(files.imageId, [...imageIds]), scope && eq(images.ownerId, scope.ownerId)));
  return rows.flatMap(({ key }) => key ?? []);
}

async function deleteWhere(db: Db, condition: SQL): Promise<{ id: string; storageKeys: string[] }[]> {
  const rows = await db.execute<{ id: string; storageKeys: string[] | null }>(sql`
    with doomed as materialized (select id from images where ${condition} order by id for update),
    freed as (delete from content_claims where image_id in (select id from doomed)),
    keys as materialized (select image_id, array_agg(storage_key) as storage_keys from files
             where storage_key is not null and image_id in (select id from doomed) group by image_id),
    deleted as (delete from images where id in (select id from doomed) returning id)
    select deleted.id, keys.storage_keys as "storageKeys" from deleted left join keys on keys.image_id = deleted.id`);
  return rows.map(({ id, storageKeys }) => ({ id, storageKeys: storageKeys ?? [] }));
}
