import { and, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Authorized, ViewScope } from "../auth/access";
import type { Db } from "../db/client";
import { collections, images } from "../db/schema/images";
import { seenTileColumns } from "../images/view-queries";
import { isVisible } from "../images/visibility-queries";
import type { StoredRecognition } from "./stored-recognition";

/** What a collection's row says of recognition; for jobs, and for who may see the collection. */
export async function findStored(db: Db, collectionId: string): Promise<{ ownerId: string; recognition: unknown } | undefined> {
  const [row] = await db
    .select({ ownerId: collections.ownerId, recognition: collections.recognition })
    .from(collections)
    .where(eq(collections.id, collectionId));
  return row;
}

/** Saves the settings; null: off. */
export async function saveStored(
  db: Db,
  collection: Authorized<{ id: string; ownerId: string }>,
  stored: StoredRecognition | null,
): Promise<void> {
  await db.update(collections).set({ recognition: stored }).where(eq(collections.id, collection.id));
}

/** All pictures have features of the new kind: the old ones serve no more, unless the settings have changed since. */
export async function dropBefore(db: Db, collectionId: string, profile: string): Promise<void> {
  await db.execute(sql`
    update collections set recognition = jsonb_set(recognition, '{before}', 'null'::jsonb)
    where id = ${collectionId} and recognition->>'profile' = ${profile}`);
}

/** Collections that the viewer may see and whose things are recognised, the newest first; `total`: how many there are of them. */
export async function listRecognised(
  db: Db,
  scope: ViewScope,
  count: number,
): Promise<{ id: string; ownerId: string; recognition: unknown; total: number }[]> {
  const total = sql<number>`(count(*) over ())::int`;
  return db
    .select({ id: collections.id, ownerId: collections.ownerId, recognition: collections.recognition, total })
    .from(collections)
    .where(
      and(
        sql`${collections.recognition} is not null`,
        sql`${collections.id} in (select collection_id from collection_access where user_id = ${scope.viewerId})`,
      ),
    )
    .orderBy(desc(collections.id))
    .limit(count);
}

const memberImages = (collectionId: string) =>
  sql`memberships m join images i on i.id = m.image_id and i.place = 'library' and i.status = 'processed' where m.collection_id = ${collectionId}`;
const featuresOf = (profile: string) => sql`exists (select 1 from local_features f where f.image_id = i.id and f.profile = ${profile})`;

/** Processed pictures of a collection, and how many of them have features and are in the index that serves. */
export async function countPictures(
  db: Db,
  collectionId: string,
  profile: string,
): Promise<{ images: number; withFeatures: number; indexed: number }> {
  const [row] = await db.execute<{ images: number; withFeatures: number; indexed: number }>(sql`
    select count(*)::int as images, (count(*) filter (where ${featuresOf(profile)}))::int as "withFeatures",
      (count(*) filter (where exists (select 1 from indexed_images x join feature_indexes fi on fi.id = x.index_id
        where x.image_id = i.id and fi.collection_id = ${collectionId}::uuid and fi.profile = ${profile} and fi.state = 'serving')))::int as indexed
    from ${memberImages(collectionId)}`);
  return row ?? { images: 0, withFeatures: 0, indexed: 0 };
}

export type Featureless = { id: string; ownerId: string; storageKey: string | null; externalPath: string | null };

/** Processed pictures of a collection that have no features yet, with where their originals lie. */
export async function listFeatureless(db: Db, collectionId: string, profile: string, count: number): Promise<readonly Featureless[]> {
  return db.execute<Featureless>(sql`
    select i.id, i.owner_id as "ownerId", o.storage_key as "storageKey", o.external_path as "externalPath"
    from memberships m join images i on i.id = m.image_id and i.place = 'library' and i.status = 'processed'
    left join files o on o.image_id = i.id and o.role = 'original'
    where m.collection_id = ${collectionId} and not ${featuresOf(profile)} limit ${count}`);
}

/** Keeps features of an image; false: the image is gone. */
export async function saveFeatures(tx: Db, row: { imageId: string; ownerId: string; profile: string; data: Buffer }): Promise<boolean> {
  const rows = await tx.execute(sql`
    insert into local_features (image_id, profile, owner_id, data)
    select i.id, ${row.profile}, i.owner_id, ${row.data} from images i where i.id = ${row.imageId} for key share
    on conflict (image_id, profile) do update set data = excluded.data returning image_id`);
  return rows.length > 0;
}

/** Deletes up to `count` kept features by which no collection recognises their image, except those of one profile; gives how many. */
export async function deleteUnneededFeatures(db: Db, exceptProfile: string, count: number): Promise<number> {
  const [row] = await db.execute<{ deleted: number }>(sql`
    with unneeded as materialized (
      select f.image_id, f.profile from local_features f where f.profile <> ${exceptProfile} and not exists (
        select 1 from memberships m join collections c on c.id = m.collection_id
        where m.image_id = f.image_id and (c.recognition->>'profile' = f.profile or c.recognition->'before'->>'profile' = f.profile))
      limit ${count}),
    gone as (delete from local_features f using unneeded u where f.image_id = u.image_id and f.profile = u.profile returning 1)
    select count(*)::int as deleted from gone`);
  return row?.deleted ?? 0;
}

/** Tiles of images of a collection's library that the viewer may see, in no order. */
export async function findMemberTiles(db: Db, scope: ViewScope, collectionId: string, imageIds: readonly string[]) {
  if (imageIds.length === 0) return [];
  const isMember = sql`exists (select 1 from memberships m where m.image_id = ${images.id} and m.collection_id = ${collectionId})`;
  return db
    .select(seenTileColumns(scope))
    .from(images)
    .where(and(isVisible(scope), eq(images.place, "library"), isMember, inArray(images.id, [...imageIds])) as SQL);
}

/** Whether the index that serves holds all processed pictures of the collection's library, and none that is not in it. */
export async function isPrepared(db: Db, collectionId: string, profile: string): Promise<boolean> {
  const indexed = sql`indexed_images x join feature_indexes fi on fi.id = x.index_id
    and fi.collection_id = ${collectionId}::uuid and fi.profile = ${profile} and fi.state = 'serving'`;
  const [row] = await db.execute<{ isPrepared: boolean }>(sql`
    select not exists (select 1 from ${memberImages(collectionId)} and not exists (select 1 from ${indexed} where x.image_id = i.id))
      and not exists (select 1 from ${indexed} where not exists (
        select 1 from memberships m join images i on i.id = m.image_id and i.place = 'library'
        where m.collection_id = ${collectionId} and m.image_id = x.image_id)) as "isPrepared"`);
  return row?.isPrepared === true;
}

/** All collections whose things are recognised, for the worker. */
export async function listAllRecognised(db: Db): Promise<{ id: string; ownerId: string; recognition: unknown }[]> {
  return db
    .select({ id: collections.id, ownerId: collections.ownerId, recognition: collections.recognition })
    .from(collections)
    .where(sql`${collections.recognition} is not null`);
}
