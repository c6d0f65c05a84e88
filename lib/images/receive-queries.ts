import { and, asc, eq, sql } from "drizzle-orm";
import type { Scope, ViewScope } from "../auth/access";
import type { Db } from "../db/client";
import { contentClaims, files, images, memberships } from "../db/schema/images";

export type Target = { id: string; ownerId: string; rank: number | null; defaultId: string; quotaBytes: number | null };

/**
 * Whether an image is here already, and the collection it is to come into, with what it takes to come
 * in; all in one go. Nothing more comes in for somebody who was disabled while they sent it.
 */
export async function findTarget(
  db: Db,
  scope: ViewScope,
  { imageId, collectionId }: { imageId: string; collectionId: string | "default" },
): Promise<{ isHere: boolean; target: Target | undefined }> {
  const person = scope.viewerId;
  const which = collectionId === "default" ? sql`c.id = d.id` : sql`c.id = ${collectionId}`;
  const [row] = await db.execute<{ isHere: boolean; target: Target | string | null }>(sql`
    select exists (select 1 from images where owner_id = ${person} and id = ${imageId}) as "isHere",
      (select json_build_object('id', c.id, 'ownerId', c.owner_id, 'defaultId', d.id, 'quotaBytes', u.quota_bytes,
          'rank', (select max(a.rank) from collection_access a where a.collection_id = c.id and a.user_id = ${person}))
        from users u join collections d on d.owner_id = u.id and d.is_default join collections c on ${which}
        where u.id = ${person} and u.disabled_at is null limit 1) as target`);
  const target = typeof row?.target === "string" ? (JSON.parse(row.target) as Target) : row?.target;
  return { isHere: row?.isHere ?? false, target: target ?? undefined };
}

/**
 * A person's rank in a collection, which nobody takes from them until the transaction ends: whoever
 * does locks the collection first, see [Note: Guests' pictures].
 */
export async function lockRank(tx: Db, scope: Scope, collectionId: string): Promise<{ ownerId: string; rank: number | null } | undefined> {
  await tx.execute(sql`select 1 from collections where id = ${collectionId} for key share`);
  const [row] = await tx.execute<{ ownerId: string; rank: number | null }>(sql`
    select owner_id as "ownerId", (select max(a.rank) from collection_access a where a.collection_id = c.id and a.user_id = ${scope.ownerId}) as rank
    from collections c where id = ${collectionId}`);
  return row;
}

/** Lets one transaction at a time add to what a person keeps. */
export async function lockOwner(tx: Db, scope: Scope): Promise<void> {
  await tx.execute(sql`select 1 from users where id = ${scope.ownerId} for no key update`);
}

/** A picture of the same bytes, rather in the library than held, rather held than in the trash; the oldest. */
export async function findEqualImage(db: Db, scope: Scope, sha256: string) {
  const rows = await db
    .select({ id: images.id, place: images.place, originalName: images.originalName })
    .from(images)
    .where(and(eq(images.ownerId, scope.ownerId), eq(images.sha256, sha256)))
    .orderBy(sql`array_position(array['library', 'held', 'trash'], ${images.place})`, asc(images.id))
    .limit(1);
  return rows[0];
}

/**
 * Makes the claim of a content and locks it until the transaction ends: whoever receives the same
 * bytes for the same person waits here. Gives the image that was the last to have this content.
 */
export async function lockClaim(tx: Db, scope: Scope, sha256: string): Promise<string | undefined> {
  const [claim] = await tx
    .insert(contentClaims)
    .values({ ownerId: scope.ownerId, sha256 })
    .onConflictDoUpdate({ target: [contentClaims.ownerId, contentClaims.sha256], set: { sha256 } })
    .returning({ imageId: contentClaims.imageId });
  return claim?.imageId ?? undefined;
}

export type NewImage = typeof images.$inferInsert;
export type NewFile = Omit<typeof files.$inferInsert, "imageId" | "sha256" | "sizeBytes" | "contentType" | "role">;

/** Inserts an image with its original file, its places in collections, and its claim on the content: one statement. */
export async function insertReceived(tx: Db, image: NewImage, file: NewFile, collectionIds: readonly string[]): Promise<void> {
  const { id: imageId, ownerId, sha256, sizeBytes, contentType } = image;
  const newFile = tx.insert(files).values({ ...file, imageId, sha256, sizeBytes, contentType, role: "original" });
  const membership = tx.insert(memberships).values(collectionIds.map((collectionId) => ({ collectionId, imageId })));
  await tx.execute(sql`
    with image as (${tx.insert(images).values(image).getSQL()}), file as (${newFile.getSQL()}), membership as (${membership.getSQL()})
    update content_claims set image_id = ${imageId} where owner_id = ${ownerId} and sha256 = ${sha256}`);
}

/** Whether any image has its bytes under this key. Housekeeping, without a scope. */
export async function isKeyUsed(db: Db, storageKey: string): Promise<boolean> {
  const rows = await db.select({ id: files.id }).from(files).where(eq(files.storageKey, storageKey)).limit(1);
  return rows.length > 0;
}

/** Whether there is such an image. Housekeeping, without a scope. */
export async function isImageThere(db: Db, imageId: string): Promise<boolean> {
  return (await db.select({ id: images.id }).from(images).where(eq(images.id, imageId)).limit(1)).length > 0;
}
