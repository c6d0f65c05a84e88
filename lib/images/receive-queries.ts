import { and, asc, eq, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Scope, ViewScope } from "../auth/access";
import type { Db } from "../db/client";
import { contentClaims, files, images, memberships } from "../db/schema/images";
import { jobInsertion } from "../queue/queries";

export type Target = { id: string; ownerId: string; rank: number | null; defaultId: string; quotaBytes: number | null };

/** An image with the same bytes as another. */
export type Equal = { id: string; place: "library" | "held" | "trash"; originalName: string };

/** What is to come in, and where. */
export type Arrival = { imageId: string; sha256: string; collectionId: string | "default" };

/** What was there when a file came in. `isClaimed`: somebody of these bytes is, or was, or is just coming in. */
export type Arrived = { isHere: boolean; isClaimed: boolean; target: Target | undefined; equal: Equal | undefined };

/**
 * Whether an image is here already, the collection it is to come into, with what it takes to come in, and
 * the picture of the same bytes that `findEqualImage` finds; all in one go. Nothing more comes in for
 * somebody who was disabled while they sent it.
 */
export async function findTarget(db: Db, scope: ViewScope, { imageId, sha256, collectionId }: Arrival): Promise<Arrived> {
  const person = scope.viewerId;
  const which = collectionId === "default" ? sql`c.id = d.id` : sql`c.id = ${collectionId}`;
  const [row] = await db.execute<{ isHere: boolean; isClaimed: boolean; target: Target | string | null; equal: Equal | string | null }>(sql`
    select exists (select 1 from images where owner_id = ${person} and id = ${imageId}) as "isHere",
      exists (select 1 from content_claims where owner_id = ${person} and sha256 = ${sha256}) as "isClaimed",
      (select json_build_object('id', c.id, 'ownerId', c.owner_id, 'defaultId', d.id, 'quotaBytes', u.quota_bytes,
          'rank', (select max(a.rank) from collection_access a where a.collection_id = c.id and a.user_id = ${person}))
        from users u join collections d on d.owner_id = u.id and d.is_default join collections c on ${which}
        where u.id = ${person} and u.disabled_at is null limit 1) as target,
      (select json_build_object('id', i.id, 'place', i.place, 'originalName', i.original_name) from images i
        where i.owner_id = ${person} and i.sha256 = ${sha256} order by ${equalFirst(sql`i.place`)}, i.id limit 1) as equal`);
  return {
    isHere: row?.isHere ?? false,
    isClaimed: row?.isClaimed ?? true,
    target: toObject(row?.target),
    equal: toObject(row?.equal),
  };
}

/** JSON of a column, read by the driver or not. */
function toObject<T>(value: T | string | null | undefined): T | undefined {
  return typeof value === "string" ? (JSON.parse(value) as T) : (value ?? undefined);
}

const equalFirst = (place: SQLWrapper) => sql`array_position(array['library', 'held', 'trash'], ${place})`;

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
export async function findEqualImage(db: Db, scope: Scope, sha256: string): Promise<Equal | undefined> {
  const rows = await db
    .select({ id: images.id, place: images.place, originalName: images.originalName })
    .from(images)
    .where(and(eq(images.ownerId, scope.ownerId), eq(images.sha256, sha256)))
    .orderBy(equalFirst(images.place), asc(images.id))
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
  const { id: imageId, ownerId, sha256 } = image;
  await tx.execute(sql`
    with ${insertions(tx, image, file, collectionIds)}
    update content_claims set image_id = ${imageId} where owner_id = ${ownerId} and sha256 = ${sha256}`);
}

/**
 * The same for a content that nobody has claimed, with the claim and the job that processes the image;
 * without a transaction around it. False, and nothing is inserted, when somebody has claimed it meanwhile.
 */
export async function insertFirst(db: Db, image: NewImage, file: NewFile, collectionIds: readonly string[]): Promise<boolean> {
  const { id: imageId, ownerId, sha256 } = image;
  const claim = db.insert(contentClaims).values({ ownerId, sha256, imageId });
  try {
    await db.execute(sql`
      with claim as (${claim.getSQL()}), ${insertions(db, image, file, collectionIds)}
      ${jobInsertion("ingest-image", [{ imageId }])}`);
    return true;
  } catch (error) {
    if (violatedConstraint(error) === "content_claims_owner_id_sha256_pk") return false;
    throw error;
  }
}

function insertions(db: Db, image: NewImage, file: NewFile, collectionIds: readonly string[]): SQL {
  const { id: imageId, sha256, sizeBytes, contentType } = image;
  const newFile = db.insert(files).values({ ...file, imageId, sha256, sizeBytes, contentType, role: "original" });
  const membership = db.insert(memberships).values(collectionIds.map((collectionId) => ({ collectionId, imageId })));
  return sql`image as (${db.insert(images).values(image).getSQL()}), file as (${newFile.getSQL()}), membership as (${membership.getSQL()})`;
}

/** The unique constraint that stood in the way; undefined for other errors. */
export function violatedConstraint(error: unknown): string | undefined {
  const cause = error instanceof Error ? (error.cause as { code?: unknown; constraint_name?: unknown } | undefined) : undefined;
  return cause?.code === "23505" && typeof cause.constraint_name === "string" ? cause.constraint_name : undefined;
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
