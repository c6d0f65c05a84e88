import { and, eq, inArray, isNull, lt, notExists, or, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { deferCommit } from "../db/deferred-commit";
import { duplicatePairs } from "../db/schema/duplicates";
import { images } from "../db/schema/images";
import { uploadBatches, uploads } from "../db/schema/uploads";
import type { PicturePair } from "./schema";

export type UploadRow = typeof uploads.$inferSelect;
export type UploadBatchRow = typeof uploadBatches.$inferSelect;

export async function insertBatch(
  db: Db,
  batch: typeof uploadBatches.$inferInsert,
  rows: readonly (typeof uploads.$inferInsert)[],
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.insert(uploadBatches).values(batch);
    await tx.insert(uploads).values([...rows]);
  });
}

/** An upload of this scope. */
export async function findUpload(db: Db, scope: Scope, id: string): Promise<UploadRow | undefined> {
  const [found] = await db
    .select()
    .from(uploads)
    .where(and(eq(uploads.id, id), eq(uploads.ownerId, scope.ownerId)))
    .limit(1);
  return found;
}

const writerColumns = {
  id: uploads.id,
  name: uploads.name,
  sizeBytes: uploads.sizeBytes,
  lastModifiedMs: uploads.lastModifiedMs,
  writerEpoch: uploads.writerEpoch,
  collectionId: uploadBatches.collectionId,
  detectDuplicates: uploadBatches.detectDuplicates,
  onDuplicate: uploadBatches.onDuplicate,
};

/** An upload that somebody writes, with what holds for its batch. */
export type Writer = Pick<UploadRow, "id" | "name" | "sizeBytes" | "lastModifiedMs" | "writerEpoch"> &
  Pick<UploadBatchRow, "collectionId" | "detectDuplicates" | "onDuplicate">;

/**
 * Starts a new writer of an upload of this scope: all earlier ones no longer count. Undefined when there is none such, when
 * it is over or its image is here, or when it is being finished by somebody who was seen after `finishingBefore`.
 */
export async function startWriter(db: Db, scope: Scope, id: string, now: Date, finishingBefore: Date): Promise<Writer | undefined> {
  const open = or(
    inArray(uploads.status, ["waiting", "receiving"]),
    and(eq(uploads.status, "finishing"), lt(uploads.updatedAt, finishingBefore)),
  );
  const isMade = db
    .select({ one: sql`1` })
    .from(images)
    .where(and(eq(images.id, uploads.imageId), eq(images.ownerId, scope.ownerId)));
  const [row] = await db
    .update(uploads)
    .set({ writerEpoch: sql`${uploads.writerEpoch} + 1`, status: "receiving", updatedAt: now })
    .from(uploadBatches)
    .where(
      and(
        eq(uploads.id, id),
        eq(uploads.ownerId, scope.ownerId),
        eq(uploadBatches.id, uploads.batchId),
        isNull(uploads.result),
        open,
        notExists(isMade),
        deferCommit,
      ),
    )
    .returning(writerColumns);
  return row;
}

/** Says that this writer is alive; false when a newer one has taken over. */
export async function touchWriter(db: Db, id: string, writerEpoch: number, now: Date): Promise<boolean> {
  const rows = await db
    .update(uploads)
    .set({ updatedAt: now })
    .where(and(eq(uploads.id, id), eq(uploads.writerEpoch, writerEpoch), eq(uploads.status, "receiving"), deferCommit))
    .returning({ id: uploads.id });
  return rows.length > 0;
}

/** Closes the upload to newer writers; the image's id, or undefined when a newer writer has taken over. */
export async function startFinishing(db: Db, id: string, writerEpoch: number, imageId: string, now: Date): Promise<string | undefined> {
  const [row] = await db
    .update(uploads)
    .set({ status: "finishing", imageId: sql`coalesce(${uploads.imageId}, ${imageId})`, updatedAt: now })
    .where(and(eq(uploads.id, id), eq(uploads.writerEpoch, writerEpoch), eq(uploads.status, "receiving"), deferCommit))
    .returning({ imageId: uploads.imageId });
  return row?.imageId ?? undefined;
}

/** Opens an upload again after its finishing failed for a reason that may pass. */
export async function stopFinishing(db: Db, id: string, writerEpoch: number, now: Date): Promise<void> {
  await db
    .update(uploads)
    .set({ status: "receiving", updatedAt: now })
    .where(and(eq(uploads.id, id), eq(uploads.writerEpoch, writerEpoch), eq(uploads.status, "finishing"), deferCommit));
}

/** Keeps the answer; the first one stays. */
export async function saveResult(
  db: Db,
  id: string,
  result: Record<string, unknown>,
  status: "done" | "refused",
  now: Date,
): Promise<void> {
  await db
    .update(uploads)
    .set({ result, status, updatedAt: now })
    .where(and(eq(uploads.id, id), isNull(uploads.result), deferCommit));
}

export async function imageExists(db: Db, scope: Scope, imageId: string): Promise<boolean> {
  const where = and(eq(images.id, imageId), eq(images.ownerId, scope.ownerId));
  return (await db.select({ id: images.id }).from(images).where(where).limit(1)).length > 0;
}

/** Deletes up to `limit` uploads untouched since `before`, and batches of that age that have none left. */
export async function deleteOldUploads(db: Db, before: Date, limit: number): Promise<number> {
  const old = db.select({ id: uploads.id }).from(uploads).where(lt(uploads.updatedAt, before)).limit(limit);
  const deleted = await db.delete(uploads).where(inArray(uploads.id, old)).returning({ id: uploads.id });
  const rest = db.select({ one: sql`1` }).from(uploads).where(eq(uploads.batchId, uploadBatches.id));
  await db.delete(uploadBatches).where(and(lt(uploadBatches.createdAt, before), notExists(rest)));
  return deleted.length;
}

/** One image per content that is already there: in the library first, then held, then in the trash. */
export async function findImagesByContent(db: Db, scope: Scope, hashes: readonly string[]) {
  const rank = sql`case ${images.place} when 'library' then 0 when 'held' then 1 else 2 end`;
  return db
    .selectDistinctOn([images.sha256], {
      sha256: images.sha256,
      imageId: images.id,
      place: images.place,
      originalName: images.originalName,
    })
    .from(images)
    .where(and(eq(images.ownerId, scope.ownerId), inArray(images.sha256, [...hashes])))
    .orderBy(images.sha256, rank, images.id);
}

export async function listOutcomes(db: Db, scope: Scope, imageIds: readonly string[]) {
  return db
    .select({ imageId: images.id, status: images.status, place: images.place, failureReason: images.failureReason })
    .from(images)
    .where(and(eq(images.ownerId, scope.ownerId), inArray(images.id, [...imageIds])));
}

export type OutcomeRow = Awaited<ReturnType<typeof listOutcomes>>[number];

/** What each of these images repeats, on all layers, the surest first. */
export async function listPairs(db: Db, scope: Scope, imageIds: readonly string[]): Promise<Map<string, PicturePair[]>> {
  const found = new Map<string, PicturePair[]>();
  if (imageIds.length === 0) return found;
  const { imageId, ofImageId, layer, verdict, distance, ownerId } = duplicatePairs;
  const rows = await db
    .select({ imageId, layer, verdict, of: ofImageId, distance })
    .from(duplicatePairs)
    .where(and(eq(ownerId, scope.ownerId), inArray(imageId, [...imageIds])))
    .orderBy(sql`array_position(array['bytes', 'pixels', 'perceptual', 'view', 'embedding'], ${layer})`, ofImageId);
  for (const { imageId: id, ...pair } of rows) found.set(id, [...(found.get(id) ?? []), pair]);
  return found;
}
