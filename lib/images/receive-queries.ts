import { and, asc, eq, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { collections, contentClaims, files, images, memberships } from "../db/schema/images";

/** The collection an image is to live in. */
export async function findHomeCollection(db: Db, scope: Scope, collectionId: string | "default") {
  const which = collectionId === "default" ? eq(collections.isDefault, true) : eq(collections.id, collectionId);
  const rows = await db
    .select({ id: collections.id, ownerId: collections.ownerId })
    .from(collections)
    .where(and(eq(collections.ownerId, scope.ownerId), which))
    .orderBy(asc(collections.id))
    .limit(1);
  return rows[0];
}

/** Whether this image is here already. */
export async function hasImage(db: Db, scope: Scope, imageId: string): Promise<boolean> {
  const rows = await db
    .select({ id: images.id })
    .from(images)
    .where(and(eq(images.ownerId, scope.ownerId), eq(images.id, imageId)));
  return rows.length > 0;
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
 * bytes for the same person waits here.
 */
export async function lockClaim(tx: Db, scope: Scope, sha256: string): Promise<void> {
  await tx
    .insert(contentClaims)
    .values({ ownerId: scope.ownerId, sha256 })
    .onConflictDoUpdate({ target: [contentClaims.ownerId, contentClaims.sha256], set: { sha256 } });
}

export type NewImage = typeof images.$inferInsert;
export type NewFile = Omit<typeof files.$inferInsert, "imageId" | "sha256" | "sizeBytes" | "contentType" | "role">;

/** Inserts an image with its original file, its place in the home collection, and its claim on the content. */
export async function insertReceived(tx: Db, image: NewImage, file: NewFile): Promise<void> {
  const { id: imageId, sha256, sizeBytes, contentType } = image;
  await tx.insert(images).values(image);
  await tx.insert(files).values({ ...file, imageId, sha256, sizeBytes, contentType, role: "original" });
  await tx.insert(memberships).values({ collectionId: image.homeCollectionId, imageId });
  await tx
    .update(contentClaims)
    .set({ imageId })
    .where(and(eq(contentClaims.ownerId, image.ownerId), eq(contentClaims.sha256, sha256)));
}

/** Whether any image has its bytes under this key. Housekeeping, without a scope. */
export async function isKeyUsed(db: Db, storageKey: string): Promise<boolean> {
  const rows = await db.select({ id: files.id }).from(files).where(eq(files.storageKey, storageKey)).limit(1);
  return rows.length > 0;
}
