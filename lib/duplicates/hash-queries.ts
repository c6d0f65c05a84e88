import { sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";

/** Bytes of one packed row: the image's id and its hash, as the functions of Postgres' binary protocol write them. */
export const packedRow = { idBytes: 16, lengthBytes: 4, hashBytes: 32, bytes: 52 } as const;

const packed = sql.raw("uuid_send(image_id) || bit_send(hash256)");

/**
 * The hashes of a person's images in the order of their ids, after one of them, packed into one value:
 * [image id, length, hash] of `packedRow.bytes` each. Flat pictures have none.
 */
export async function loadHashes(db: Db, scope: Scope, afterId: string | undefined, limit: number): Promise<Buffer> {
  const after = afterId === undefined ? sql`` : sql`and image_id > ${afterId}`;
  const [row] = await db.execute<{ hashes: Buffer | null }>(sql`
    select string_agg(${packed}, ''::bytea order by image_id) as hashes from (
      select image_id, hash256 from perceptual_hashes
      where owner_id = ${scope.ownerId} and hash256 is not null ${after} order by image_id limit ${limit}) as page`);
  return row?.hashes ?? Buffer.alloc(0);
}

/** Where a later look for changes begins: see [Note: Change cursor]. */
export async function findHashCursor(db: Db): Promise<string> {
  const [row] = await db.execute<{ cursor: string }>(sql`select pg_snapshot_xmin(pg_current_snapshot())::text as cursor`);
  return row?.cursor ?? "0";
}

export type HashChanges = {
  cursor: string;
  /** Null: the image has no hash, or is gone. */
  changes: { imageId: string; hash: Buffer | null }[];
  /** There are more than `limit`, or the cursor is of another life of this database: read all of it again. */
  isTooMuch: boolean;
};

/**
 * The hashes of images that were changed, and images that were deleted, in or after the cursor's
 * transaction. A hash is only ever written in one statement with its image. Looked up by the key one by
 * one: as a join, planned before the database has counted many new rows, it can take minutes.
 */
export async function listHashChanges(db: Db, scope: Scope, since: string, limit: number): Promise<HashChanges> {
  const { ownerId } = scope;
  const rows = await db.execute<{ cursor: string; isKnown: boolean; imageId: string | null; hash: Buffer | null }>(sql`
    with here as materialized (select pg_snapshot_xmin(pg_current_snapshot())::text as cursor,
      ${since}::bigint < pg_snapshot_xmax(pg_current_snapshot())::text::bigint as known)
    select here.cursor, here.known as "isKnown", changed.id as "imageId", changed.hash from here left join (
      select i.id, (select substr(bit_send(h.hash256), ${packedRow.lengthBytes + 1})
        from perceptual_hashes h where h.owner_id = i.owner_id and h.image_id = i.id) as hash
      from images i where i.owner_id = ${ownerId} and i.changed_xid >= ${since}::bigint
      union all
      select image_id, null from tombstones where owner_id = ${ownerId} and changed_xid >= ${since}::bigint
      limit ${limit}) as changed on true`);
  const [first] = rows;
  const changes = rows.flatMap(({ imageId, hash }) => (imageId === null ? [] : [{ imageId, hash }]));
  return { cursor: first?.cursor ?? "0", changes, isTooMuch: !first?.isKnown || changes.length >= limit };
}
