import { and, eq, isNull, ne, or, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { duplicateDecisions, duplicatePairs, unrelatedImages } from "../db/schema/duplicates";
import { contentClaims, files, images, perceptualHashes } from "../db/schema/images";

/** The bytes of an image as they are kept now, its rows locked when `lock`. */
export async function findOriginal(db: Db, scope: Scope, imageId: string, { lock = false } = {}) {
  const select = db
    .select({
      id: images.id,
      ownerId: images.ownerId,
      homeCollectionId: images.homeCollectionId,
      sha256: images.sha256,
      sizeBytes: images.sizeBytes,
      title: images.title,
      description: images.description,
      tags: images.tags,
      rating: images.rating,
      exif: images.exif,
      takenSource: images.takenSource,
      storageKey: files.storageKey,
    })
    .from(images)
    .innerJoin(files, and(eq(files.imageId, images.id), eq(files.role, "original")))
    .where(and(eq(images.ownerId, scope.ownerId), eq(images.id, imageId)));
  return (lock ? await select.for("update") : await select)[0];
}

export type NewBytes = { sha256: string; sizeBytes: number; contentType: string; storageKey: string };
export type NewFacts = Pick<
  Partial<typeof images.$inferInsert>,
  | "originalName"
  | "searchWords"
  | "description"
  | "tags"
  | "rating"
  | "metadata"
  | "takenLocal"
  | "takenOffsetMin"
  | "takenUtc"
  | "takenSource"
  | "detectDuplicates"
  | "onDuplicate"
>;

const { latitude, longitude, altitudeM, exif } = images;
const ofFile = (field: string) => sql`(${exif}->>${field})::float8`;
const isOfPerson = sql`(${latitude}, ${longitude}, ${altitudeM})
  is distinct from (${ofFile("latitude")}, ${ofFile("longitude")}, ${ofFile("altitudeM")})`;
/** What the old file had said goes with it; what a person set stays, see [Note: Position of a person]. */
const positionOfPerson = {
  latitude: sql`case when ${isOfPerson} then ${latitude} end`,
  longitude: sql`case when ${isOfPerson} then ${longitude} end`,
  altitudeM: sql`case when ${isOfPerson} then ${altitudeM} end`,
};

/**
 * Gives an image other bytes, as if it had just been received: it waits to be processed, and nothing
 * is left of what was known of the old ones. Call it in a transaction that holds the new claim.
 */
export async function swapOriginal(tx: Db, scope: Scope, imageId: string, bytes: NewBytes, facts: NewFacts): Promise<void> {
  const { storageKey, ...content } = bytes;
  const { ownerId } = scope;
  const unknown = {
    exif: null,
    cameraMake: null,
    cameraModel: null,
    lens: null,
    caption: null,
    labels: null,
    foundText: null,
    ...positionOfPerson,
  };
  const undecoded = { quality: null, colours: null, width: null, height: null, frames: null, thumbhash: null };
  await tx
    .update(images)
    .set({
      ...facts,
      ...content,
      ...unknown,
      ...undecoded,
      status: "pending",
      failureReason: null,
      processingSince: null,
      stepVersions: sql`jsonb_build_object('file', coalesce((${images.stepVersions}->>'file')::int, 0) + 1)`,
    })
    .where(and(eq(images.ownerId, ownerId), eq(images.id, imageId)));
  await tx
    .update(files)
    .set({ ...content, storageKey })
    .where(and(eq(files.imageId, imageId), eq(files.role, "original")));
  await tx.delete(duplicatePairs).where(or(eq(duplicatePairs.imageId, imageId), eq(duplicatePairs.ofImageId, imageId)));
  await tx.execute(sql`select pass_on_decisions(${imageId}::uuid, ${ownerId}::uuid)`);
  await tx.delete(duplicateDecisions).where(or(eq(duplicateDecisions.imageId, imageId), eq(duplicateDecisions.ofImageId, imageId)));
  await tx.delete(unrelatedImages).where(eq(unrelatedImages.imageId, imageId));
  await tx.delete(perceptualHashes).where(and(eq(perceptualHashes.ownerId, ownerId), eq(perceptualHashes.imageId, imageId)));
  await tx.execute(sql`delete from embeddings where owner_id = ${ownerId} and image_id = ${imageId}`);
  await tx.execute(sql`delete from local_features where owner_id = ${ownerId} and image_id = ${imageId}`);
  const mine = and(eq(contentClaims.ownerId, ownerId), eq(contentClaims.imageId, imageId));
  await tx.delete(contentClaims).where(and(mine, ne(contentClaims.sha256, content.sha256)));
  await tx
    .update(contentClaims)
    .set({ imageId })
    .where(and(eq(contentClaims.ownerId, ownerId), eq(contentClaims.sha256, content.sha256), isNull(contentClaims.imageId)));
}

/** Replaces what scripts keep with an image. */
export async function replaceMetadata(db: Db, scope: Scope, imageId: string, metadata: Record<string, unknown>): Promise<void> {
  await db
    .update(images)
    .set({ metadata })
    .where(and(eq(images.ownerId, scope.ownerId), eq(images.id, imageId)));
}
