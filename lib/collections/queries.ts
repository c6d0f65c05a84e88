import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Authorized, Scope, ViewScope } from "../auth/access";
import type { Db } from "../db/client";
import { collections, images, memberships } from "../db/schema/images";
import { users } from "../db/schema/users";

/** `default` or an id, within the scope. */
function isOwnCollection(scope: Scope, collectionId: string): SQL | undefined {
  return and(
    eq(collections.ownerId, scope.ownerId),
    collectionId === "default" ? eq(collections.isDefault, true) : eq(collections.id, collectionId),
  );
}

/** Its own SQL, so that it keeps its table's name inside a subquery. */
const thisCollection = sql`${collections.id}`;

/** The viewer's largest rank in a collection; null: none. */
const rankOf = (scope: ViewScope) =>
  sql<
    number | null
  >`(select max(a.rank) from collection_access a where a.collection_id = ${thisCollection} and a.user_id = ${scope.viewerId})`;

/** An id that the viewer may see, or `default`: the viewer's own. */
function isSeenCollection(scope: ViewScope, collectionId: string): SQL | undefined {
  if (collectionId === "default") return and(eq(collections.ownerId, scope.viewerId), eq(collections.isDefault, true));
  return and(eq(collections.id, collectionId), sql`${rankOf(scope)} is not null`);
}

/** The id of a collection within the scope, also by the name `default`. */
export async function findCollectionId(db: Db, scope: Scope, collectionId: string): Promise<string | undefined> {
  const rows = await db.select({ id: collections.id }).from(collections).where(isOwnCollection(scope, collectionId));
  return rows[0]?.id;
}

const accessColumns = (scope: ViewScope) => ({
  id: collections.id,
  ownerId: collections.ownerId,
  rank: rankOf(scope),
  name: collections.name,
  tags: collections.tags,
  isDefault: collections.isDefault,
  shareDetails: collections.shareDetails,
  shareOriginals: collections.shareOriginals,
  isProtected: collections.isProtected,
});

/** A collection as `authorize` takes it. */
export type CollectionRow = Awaited<ReturnType<typeof findCollections>>[number];

function findCollections(db: Db, scope: ViewScope, collectionId: string) {
  return db.select(accessColumns(scope)).from(collections).where(isSeenCollection(scope, collectionId));
}

/** A collection that the viewer may see, with their rank in it. */
export async function findCollection(db: Db, scope: ViewScope, collectionId: string): Promise<CollectionRow | undefined> {
  return (await findCollections(db, scope, collectionId))[0];
}

/**
 * Like `findCollection`, and locks it for the rest of the transaction. The rank is read once the lock
 * is held: who was put out while we waited has none.
 */
export async function lockCollection(db: Db, scope: ViewScope, collectionId: string): Promise<CollectionRow | undefined> {
  const locked = await db.select({ id: collections.id }).from(collections).where(isSeenCollection(scope, collectionId)).for("update");
  return locked.length > 0 ? findCollection(db, scope, collectionId) : undefined;
}

const members = sql`memberships m join images i on i.id = m.image_id where m.collection_id = ${collections.id} and i.place = 'library'`;

/** Own pictures that the collection hides behind the cover of their stack do not count; others see every picture. */
const isShown = (scope: ViewScope) => sql`(i.owner_id <> ${scope.viewerId} or i.stacked_under is null or not exists (
  select 1 from memberships covered where covered.image_id = i.stacked_under and covered.collection_id = ${collections.id}))`;

const viewColumns = (scope: ViewScope) => ({
  ...accessColumns(scope),
  ownerName: users.username,
  createdAt: collections.createdAt,
  updatedAt: collections.updatedAt,
  isShared: sql<boolean>`(exists (select 1 from collection_members s where s.collection_id = ${collections.id}
                 and (s.left_at is null or s.accepted_at is null) and (s.accepted_at is not null or s.expires_at is null or s.expires_at > now()))
    or exists (select 1 from share_links l where l.collection_id = ${collections.id} and l.revoked_at is null
               and (l.expires_at is null or l.expires_at > now())))`,
  imageCount: sql<number>`(select count(*)::int from ${members} and ${isShown(scope)})`,
  coverId: sql<string | null>`coalesce(
    (select i.id from ${members} and i.id = ${collections.coverImageId}),
    (select i.id from ${members} order by i.thumbhash is null, i.taken_local desc, i.id desc limit 1))`,
});

/** Where in the list of collections a row stands: the default one before all others, then by name, then by id. */
export type CollectionPosition = { isLater: boolean; name: string; id: string };

const isLater = (scope: ViewScope) => sql<boolean>`not (${collections.isDefault} and ${collections.ownerId} = ${scope.viewerId})`;
const sortName = sql<string>`lower(${collections.name})`;

export type CollectionViewRow = Awaited<ReturnType<typeof listCollectionRows>>[number];
type CollectionPage = { collectionId?: string; after?: CollectionPosition; offset?: number; limit?: number };

/** Collections that the viewer may see, or one; the default one first, then by name. Counts and covers know the library only. */
export async function listCollectionRows(db: Db, scope: ViewScope, { collectionId, after, offset = 0, limit = 1 }: CollectionPage) {
  const position = after && sql`(${isLater(scope)}, ${sortName}, ${collections.id}) > (${after.isLater}, ${after.name}, ${after.id}::uuid)`;
  return db
    .select({ ...viewColumns(scope), isLater: isLater(scope), sortName })
    .from(collections)
    .innerJoin(users, eq(users.id, collections.ownerId))
    .where(and(collectionId === undefined ? isSeen(scope) : isSeenCollection(scope, collectionId), position))
    .orderBy(isLater(scope), sortName, collections.id)
    .offset(offset)
    .limit(limit);
}

const isSeen = (scope: ViewScope) =>
  sql`${collections.id} in (select collection_id from collection_access where user_id = ${scope.viewerId})`;

/** How many collections the viewer may see. */
export async function countCollections(db: Db, scope: ViewScope): Promise<number> {
  return db.$count(collections, isSeen(scope));
}

export type NewCollection = Pick<typeof collections.$inferInsert, "id" | "ownerId" | "name" | "tags" | "searchWords">;

/** Inserts a collection that is not the default one. */
export async function insertCollection(db: Db, row: NewCollection): Promise<void> {
  await db.insert(collections).values(row);
}

export type CollectionPatch = Partial<
  Pick<
    typeof collections.$inferInsert,
    "name" | "tags" | "coverImageId" | "searchWords" | "shareDetails" | "shareOriginals" | "isProtected"
  >
>;

/** Changes a collection and the time of its last change. */
export async function patchCollection(db: Db, collection: Authorized<CollectionRow>, patch: CollectionPatch): Promise<void> {
  await db
    .update(collections)
    .set({ ...patch, updatedAt: sql`now()` })
    .where(eq(collections.id, collection.id));
}

/** Images of the library that are in a collection, of those named. */
export async function listMembersAmong(db: Db, collection: Authorized<CollectionRow>, imageIds: readonly string[]) {
  return db
    .select({ id: images.id, ownerId: images.ownerId })
    .from(memberships)
    .innerJoin(images, eq(images.id, memberships.imageId))
    .where(and(eq(memberships.collectionId, collection.id), eq(images.place, "library"), inArray(images.id, [...imageIds])));
}

/** Adds memberships and gives how many are new. The caller has seen that the images are the actor's. */
export async function insertMemberships(db: Db, collectionId: string, imageIds: readonly string[]): Promise<number> {
  const rows = await db
    .insert(memberships)
    .values(imageIds.map((imageId) => ({ collectionId, imageId })))
    .onConflictDoNothing()
    .returning({ imageId: memberships.imageId });
  return rows.length;
}

/** Removes memberships and gives how many there were. The caller has seen that the actor may take these images out. */
export async function deleteMemberships(db: Db, collectionId: string, imageIds: readonly string[]): Promise<number> {
  const rows = await db
    .delete(memberships)
    .where(and(eq(memberships.collectionId, collectionId), inArray(memberships.imageId, [...imageIds])))
    .returning({ imageId: memberships.imageId });
  return rows.length;
}

/** Moves the actor's own images of a collection from the library to the trash, in one statement. */
export async function trashMembers(db: Db, scope: Scope, collectionId: string, trashedAt: Date): Promise<void> {
  const isMember = inArray(
    images.id,
    db.select({ id: memberships.imageId }).from(memberships).where(eq(memberships.collectionId, collectionId)),
  );
  const locked = lockedImages(and(eq(images.ownerId, scope.ownerId), eq(images.place, "library"), isMember));
  await db.update(images).set({ place: "trash", trashedAt, trashReason: "person" }).where(inArray(images.id, locked));
}

/** Ids of images, locked in their order, so that two changes of many images cannot deadlock. */
const lockedImages = (where: SQL | undefined) => sql`(select id from images where ${where} order by id for no key update)`;

/**
 * Gives images whose home is a collection another home: each its owner's default collection, with a
 * membership in it. Their bytes stay where they are. Only those that are named, if any are.
 */
export async function moveHomes(db: Db, collectionId: string, imageIds?: readonly string[]): Promise<void> {
  await moveHomesWhere(db, and(eq(images.homeCollectionId, collectionId), imageIds && inArray(images.id, [...imageIds])));
}

/** An image's owner is not, or no longer, in the collection. */
const isStranger = (collectionId: SQL | typeof images.homeCollectionId) =>
  sql`not exists (select 1 from collection_access a where a.collection_id = ${collectionId} and a.user_id = ${images.ownerId})`;

/**
 * [Note: Guests' pictures] A picture is in a collection only while its owner is. Takes the pictures
 * of people who no longer are out of these collections; call it in the transaction that puts
 * somebody out, with the collections locked.
 */
export async function removeStrangers(db: Db, collectionIds: readonly string[]): Promise<void> {
  if (collectionIds.length === 0) return;
  await moveHomesWhere(db, and(inArray(images.homeCollectionId, [...collectionIds]), isStranger(images.homeCollectionId)));
  await db.execute(sql`
    delete from memberships using images
    where images.id = memberships.image_id and ${inArray(memberships.collectionId, [...collectionIds])}
      and ${isStranger(sql`memberships.collection_id`)}`);
}

async function moveHomesWhere(db: Db, where: SQL | undefined): Promise<void> {
  await db.execute(sql`
    with moved as (update images set home_collection_id = c.id from collections c
                   where c.owner_id = images.owner_id and c.is_default and images.id in ${lockedImages(where)}
                   returning images.id, images.home_collection_id)
    insert into memberships (collection_id, image_id) select home_collection_id, id from moved on conflict do nothing`);
}

/**
 * Deletes a collection and its memberships. The indexes of what its pictures show can be large: they
 * become retired ones of the person's library, which a job deletes bit by bit.
 */
export async function deleteCollectionRow(db: Db, scope: Scope, collectionId: string): Promise<void> {
  await db.execute(sql`
    update feature_indexes set collection_id = null, state = 'retired', version = version + 1, busy_until = null
    where collection_id in (select id from collections where ${isOwnCollection(scope, collectionId)})`);
  await db.delete(collections).where(isOwnCollection(scope, collectionId));
}
