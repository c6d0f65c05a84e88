import { and, desc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";
import { deferCommit } from "../db/deferred-commit";
import { files, images } from "../db/schema/images";
import { tileColumns } from "../images/queries";
import type { TileRow } from "../images/to-image-tile";

/** What the steps need to know of an image. */
export type IngestRow = {
  id: string;
  ownerId: string;
  originalName: string;
  /** Of the bytes that are worked on: what is found of them is not kept once the image has other ones. */
  sha256: string;
  status: "pending" | "processed" | "failed";
  stepVersions: Record<string, number>;
  title: string | null;
  description: string | null;
  tags: string[];
  rating: number | null;
  takenSource: "exif" | "file" | "added" | "person";
  latitude: number | null;
  longitude: number | null;
  altitudeM: number | null;
  /** What the file said when it was last read; null: not yet. */
  exif: Record<string, unknown> | null;
  labels: string[] | null;
  caption: string | null;
  foundText: string | null;
  /** The transaction that last changed the row. */
  changedXid: bigint;
  storageKey: string | null;
  externalPath: string | null;
};

const ingestColumns = {
  id: images.id,
  ownerId: images.ownerId,
  originalName: images.originalName,
  sha256: images.sha256,
  status: images.status,
  stepVersions: images.stepVersions,
  title: images.title,
  description: images.description,
  tags: images.tags,
  rating: images.rating,
  takenSource: images.takenSource,
  latitude: images.latitude,
  longitude: images.longitude,
  altitudeM: images.altitudeM,
  exif: images.exif,
  labels: images.labels,
  caption: images.caption,
  foundText: images.foundText,
  changedXid: images.changedXid,
  storageKey: files.storageKey,
  externalPath: files.externalPath,
};

/** An image as it is now. Undefined when it was deleted meanwhile. */
export async function findIngestRow(db: Db, imageId: string): Promise<IngestRow | undefined> {
  const rows = await db
    .select(ingestColumns)
    .from(images)
    .innerJoin(files, and(eq(files.imageId, images.id), eq(files.role, "original")))
    .where(eq(images.id, imageId));
  return rows[0];
}

/**
 * Marks an image as being worked on. Undefined when it was deleted meanwhile. This is not a change of the
 * image: the trigger that stamps changes passes it over, and no index has to learn of it.
 */
export async function startProcessing(db: Db, imageId: string, now: Date): Promise<IngestRow | undefined> {
  const rows = await db
    .update(images)
    .set({ processingSince: now })
    .from(files)
    .where(and(eq(images.id, imageId), eq(files.imageId, images.id), eq(files.role, "original"), deferCommit))
    .returning(ingestColumns);
  return rows[0];
}

type Worked = Pick<IngestRow, "id" | "sha256">;
const isWorked = (image: Worked) => and(eq(images.id, image.id), eq(images.sha256, image.sha256));

/** Ends the processing of an image well; false when it, or its bytes, are gone meanwhile. */
export async function finishProcessing(db: Db, image: Worked, stepVersions: Record<string, number>): Promise<boolean> {
  const rows = await db
    .update(images)
    .set({
      status: "processed",
      failureReason: null,
      processingSince: null,
      stepVersions: sql`${images.stepVersions} || ${JSON.stringify(stepVersions)}::jsonb`,
    })
    .where(and(isWorked(image), deferCommit))
    .returning({ id: images.id });
  return rows.length > 0;
}

/** Ends the processing of an image with a sentence that says why it failed. An image that was processed before stays so. */
export async function failProcessing(db: Db, imageId: string, failureReason: string): Promise<void> {
  await db
    .update(images)
    .set({
      processingSince: null,
      status: sql`case when ${images.status} = 'processed' then 'processed' else 'failed' end`,
      failureReason: sql`case when ${images.status} = 'processed' then ${images.failureReason} else ${failureReason} end`,
    })
    .where(and(eq(images.id, imageId), deferCommit));
}

/** Ends the work on an image that will be tried again. */
export async function stopProcessing(db: Db, imageId: string): Promise<void> {
  await db
    .update(images)
    .set({ processingSince: null })
    .where(and(eq(images.id, imageId), deferCommit));
}

/** Processed images whose steps are not all at these versions, oldest first. Housekeeping, without a scope. */
export async function listStaleImages(db: Db, stepVersions: Record<string, number>, limit: number, afterId?: string): Promise<string[]> {
  const rows = await db
    .select({ id: images.id })
    .from(images)
    .where(
      and(
        eq(images.status, "processed"),
        sql`not ${images.stepVersions} @> ${JSON.stringify(stepVersions)}::jsonb`,
        afterId ? gt(images.id, afterId) : undefined,
      ),
    )
    .orderBy(images.id)
    .limit(limit);
  return rows.map(({ id }) => id);
}

/**
 * How many of a person's images wait, run, failed, are done, are done without the given step, and are
 * done but for steps that are not at these versions: those run again.
 */
export async function countProcessing(
  db: Db,
  scope: Scope,
  embeddingStep: string,
  embeddingVersion: number,
  stepVersions: Record<string, number>,
) {
  const [row] = await db.execute<Record<"waiting" | "running" | "failed" | "processed" | "withoutEmbedding" | "outdated", string>>(sql`
    select count(*) filter (where status = 'pending' and processing_since is null) as waiting,
      count(*) filter (where processing_since is not null) as running,
      count(*) filter (where status = 'failed' and processing_since is null) as failed,
      count(*) filter (where status = 'processed') as processed,
      count(*) filter (where status = 'processed'
        and (step_versions->>${embeddingStep}) is distinct from ${String(embeddingVersion)}) as "withoutEmbedding",
      count(*) filter (where status = 'processed' and not step_versions @> ${JSON.stringify(stepVersions)}::jsonb) as outdated
    from images where owner_id = ${scope.ownerId} and place <> 'trash'`);
  return {
    waiting: Number(row?.waiting ?? 0),
    running: Number(row?.running ?? 0),
    failed: Number(row?.failed ?? 0),
    processed: Number(row?.processed ?? 0),
    withoutEmbedding: Number(row?.withoutEmbedding ?? 0),
    outdated: Number(row?.outdated ?? 0),
  };
}

/** Images a worker is on now, and images that failed, the newest first. */
export async function listInProcessing(db: Db, scope: Scope, limit: number): Promise<{ running: TileRow[]; failed: TileRow[] }> {
  const mine = and(eq(images.ownerId, scope.ownerId), sql`${images.place} <> 'trash'`);
  const running = await db
    .select(tileColumns)
    .from(images)
    .where(and(mine, isNotNull(images.processingSince)))
    .orderBy(desc(images.id))
    .limit(limit);
  const failed = await db
    .select(tileColumns)
    .from(images)
    .where(and(mine, eq(images.status, "failed"), isNull(images.processingSince)))
    .orderBy(desc(images.id))
    .limit(limit);
  return { running, failed };
}

/** Makes failed images wait again, and gives their ids; without ids, all that a person has, up to `limit`. */
export async function reopenFailed(tx: Db, scope: Scope, imageIds: readonly string[] | undefined, limit: number): Promise<string[]> {
  const which = imageIds ? sql`and id = any(${toUuids(imageIds)})` : sql``;
  const rows = await tx.execute<{ id: string }>(sql`
    update images set status = 'pending', failure_reason = null, processing_since = null
    where id in (select id from images where owner_id = ${scope.ownerId} and status = 'failed' ${which} order by id limit ${limit} for no key update)
    returning id`);
  return rows.map((row) => row.id);
}
