import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { collections, images, memberships } from "../db/schema/images";

/** `default` or an id, within the scope. */
function isCollection(scope: Scope, collectionId: string): SQL | undefined {
  return and(
    eq(collections.ownerId, scope.ownerId),
    collectionId === "default" ? eq(collections.isDefault, true) : eq(collections.id, collectionId),
  );
}

/** The id of a collection within the scope, also by the name `default`. */
export async function findCollectionId(db: Db, scope: Scope, collectionId: string): Promise<string | undefined> {
  const rows = await db.select({ id: collections.id }).from(collections).where(isCollection(scope, collectionId));
  return rows[0]?.id;
}

/** Locks a collection for the rest of the transaction. */
export async function lockCollection(db: Db, scope: Scope, collectionId: string) {
  const rows = await db
    .select({
      id: collections.id,
      ownerId: collections.ownerId,
      name: collections.name,
      tags: collections.tags,
      isDefault: collections.isDefault,
    })
    .from(collections)
    .where(isCollection(scope, collectionId))
    .for("update");
  return rows[0];
}

const ownLibrary = sql`i.owner_id = ${collections.ownerId} and i.place = 'library'`;
const members = sql`memberships m join images i on i.id = m.image_id where m.collection_id = ${collections.id} and ${ownLibrary}`;

const viewColumns = {
  id: collections.id,
  name: collections.name,
  tags: collections.tags,
  isDefault: collections.isDefault,
  createdAt: collections.createdAt,
  updatedAt: collections.updatedAt,
  imageCount: sql<number>`(select count(*)::int from ${members})`,
  coverId: sql<string | null>`coalesce(
    (select i.id from images i where i.id = ${collections.coverImageId} and ${ownLibrary}),
    (select i.id from ${members} order by i.thumbhash is null, i.taken_local desc, i.id desc limit 1))`,
};

export type CollectionRow = Awaited<ReturnType<typeof listCollectionRows>>[number];

/** All collections, or one; the default one first, then by name. Counts and covers know the library only. */
export async function listCollectionRows(db: Db, scope: Scope, collectionId?: string) {
  return db
    .select(viewColumns)
    .from(collections)
    .where(collectionId === undefined ? eq(collections.ownerId, scope.ownerId) : isCollection(scope, collectionId))
    .orderBy(sql`${collections.isDefault} desc`, sql`lower(${collections.name})`, asc(collections.id));
}

export type NewCollection = Pick<typeof collections.$inferInsert, "id" | "ownerId" | "name" | "tags" | "searchWords">;

/** Inserts a collection that is not the default one. */
export async function insertCollection(db: Db, row: NewCollection): Promise<void> {
  await db.insert(collections).values(row);
}

export type CollectionPatch = Partial<Pick<typeof collections.$inferInsert, "name" | "tags" | "coverImageId" | "searchWords">>;

/** Changes a collection and the time of its last change. */
export async function patchCollection(db: Db, scope: Scope, collectionId: string, patch: CollectionPatch): Promise<void> {
  await db
    .update(collections)
    .set({ ...patch, updatedAt: sql`now()` })
    .where(isCollection(scope, collectionId));
}

/** Adds memberships and gives how many are new. The caller has seen that all of it is one person's. */
export async function insertMemberships(db: Db, collectionId: string, imageIds: readonly string[]): Promise<number> {
  const rows = await db
    .insert(memberships)
    .values(imageIds.map((imageId) => ({ collectionId, imageId })))
    .onConflictDoNothing()
    .returning({ imageId: memberships.imageId });
  return rows.length;
}

/** Removes memberships and gives how many there were. The caller has seen that all of it is one person's. */
export async function deleteMemberships(db: Db, collectionId: string, imageIds: readonly string[]): Promise<number> {
  const rows = await db
    .delete(memberships)
    .where(and(eq(memberships.collectionId, collectionId), inArray(memberships.imageId, [...imageIds])))
    .returning({ imageId: memberships.imageId });
  return rows.length;
}

/** Moves a collection's images of the library to the trash, in one statement. */
export async function trashMembers(db: Db, scope: Scope, collectionId: string, trashedAt: Date): Promise<void> {
  await db
    .update(images)
    .set({ place: "trash", trashedAt, trashReason: "person" })
    .where(
      and(
        eq(images.ownerId, scope.ownerId),
        eq(images.place, "library"),
        inArray(images.id, db.select({ id: memberships.imageId }).from(memberships).where(eq(memberships.collectionId, collectionId))),
      ),
    );
}

/** Gives images whose home is one collection another home, with a membership in it. Their bytes stay where they are. */
export async function moveHomes(db: Db, scope: Scope, fromId: string, toId: string): Promise<void> {
  await db.execute(sql`
    with moved as (update images set home_collection_id = ${toId}
                   where owner_id = ${scope.ownerId} and home_collection_id = ${fromId} returning id)
    insert into memberships (collection_id, image_id) select ${toId}::uuid, id from moved on conflict do nothing`);
}

/** Deletes a collection and its memberships. */
export async function deleteCollectionRow(db: Db, scope: Scope, collectionId: string): Promise<void> {
  await db.delete(collections).where(isCollection(scope, collectionId));
}
