import { sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";
import { deferCommit } from "../db/deferred-commit";
import { duplicatePairs } from "../db/schema/duplicates";
import { limits } from "../limits";

export type SubjectRow = {
  id: string;
  sha256: string;
  status: "pending" | "processed" | "failed";
  place: "library" | "held" | "trash";
  detectDuplicates: boolean;
  /** Null until it is decoded. */
  frames: number | null;
  /** How colourful it is, see `measureChroma`; null until it is measured. */
  chroma: number | null;
};

const subjectColumns = sql`id, sha256, status, place, detect_duplicates as "detectDuplicates", frames,
  case when jsonb_typeof(quality -> 'chroma') = 'number' then (quality ->> 'chroma')::float8 end as chroma`;

/** The image whose duplicates are looked for, with what one look can tell before the long ones. */
export type LookedAt = SubjectRow & {
  /** Other images of the same bytes, outside the trash, oldest first. */
  sameBytesIds: string[];
  /** Whether the person has decided anything about duplicates. */
  hasDecided: boolean;
};

/** The image whose duplicates are looked for; undefined where there is none of this id within the scope. */
export async function lookAtSubject(db: Db, scope: Scope, imageId: string): Promise<LookedAt | undefined> {
  const [row] = await db.execute<LookedAt>(sql`
    select ${subjectColumns},
      array(select same.id::text from images same where same.owner_id = ${scope.ownerId} and same.sha256 = images.sha256
        and same.id <> ${imageId} and same.place <> 'trash' order by same.id limit ${limits.duplicates.twinsMax}) as "sameBytesIds",
      exists (select 1 from duplicate_decisions where owner_id = ${scope.ownerId})
        or exists (select 1 from unrelated_images where owner_id = ${scope.ownerId}) as "hasDecided"
    from images where owner_id = ${scope.ownerId} and id = ${imageId}`);
  return row;
}

/** A candidate; `place` as of the subject. */
export type TwinRow = { id: string; place: "library" | "held" };

/** The image whose duplicates were looked for and its candidates, without those in the trash, oldest first. */
export async function listHere(db: Db, scope: Scope, imageIds: readonly string[]): Promise<(SubjectRow & TwinRow)[]> {
  return db.execute<SubjectRow & TwinRow>(sql`
    select ${subjectColumns} from images
    where owner_id = ${scope.ownerId} and id = any(${toUuids(imageIds)}) and place <> 'trash' order by id`);
}

export type PairRow = typeof duplicatePairs.$inferInsert;

/** Keeps evidence; newer measurements replace older ones. */
export async function savePairs(tx: Db, pairs: readonly PairRow[]): Promise<void> {
  if (pairs.length === 0) return;
  await tx
    .insert(duplicatePairs)
    .values([...pairs])
    .onConflictDoUpdate({
      target: [duplicatePairs.imageId, duplicatePairs.ofImageId, duplicatePairs.layer],
      set: { verdict: sql`excluded.verdict`, distance: sql`excluded.distance`, evidence: sql`excluded.evidence` },
    });
}

/**
 * Forgets evidence about an image that would not be found with the settings of today: hashes that are further
 * apart than they may be, embeddings of another model or less similar, equal pixels of one frame among several. What
 * is held keeps its reasons.
 */
export async function withdrawPairs(
  db: Db,
  scope: Scope,
  imageId: string,
  { hammingMax, embeddingLayer }: { hammingMax: number; embeddingLayer: { modelId: string; similarityMin: number } | undefined },
): Promise<void> {
  const isFar = sql`pair.layer = 'perceptual' and pair.distance > ${hammingMax}`;
  const isOfOneFrame = sql`pair.layer = 'pixels' and (newer.frames > 1 or older.frames > 1)`;
  const isUnlike =
    embeddingLayer &&
    sql`or (pair.layer = 'embedding' and (pair.evidence->>'modelId' is distinct from ${embeddingLayer.modelId}
      or pair.distance < ${embeddingLayer.similarityMin}))`;
  await db.execute(sql`
    delete from duplicate_pairs pair using images newer, images older
    where pair.owner_id = ${scope.ownerId} and (pair.image_id = ${imageId} or pair.of_image_id = ${imageId})
      and newer.id = pair.image_id and newer.place <> 'held' and older.id = pair.of_image_id and older.place <> 'held'
      and ((${isFar}) or (${isOfOneFrame}) ${isUnlike ?? sql``})`);
}

/** Lets one search for a person's duplicates at a time write what it found, until the transaction ends; its commit is deferred. */
export async function lockOwner(tx: Db, scope: Scope): Promise<void> {
  await tx.execute(sql`select 1 from users where id = ${scope.ownerId} and ${deferCommit} for no key update`);
}

/** A newer image and the older one it repeats. */
export type Repeat = { imageId: string; ofImageId: string; verdict: "duplicate" | "similar" };

/**
 * Takes images that were added with detection on out of the library: held, or into the trash where
 * they were added to be rejected, similar ones only where those are, too. Gives the ids of both.
 */
export async function holdOrTrash(tx: Db, scope: Scope, repeats: readonly Repeat[], now: Date): Promise<string[]> {
  if (repeats.length === 0) return [];
  const isRejected = sql`(on_duplicate = 'reject-similar' or (on_duplicate = 'reject' and repeat.verdict = 'duplicate'))`;
  const rows = await tx.execute<{ id: string }>(sql`
    update images set
      place = case when ${isRejected} then 'trash' else 'held' end,
      trashed_at = case when ${isRejected} then ${now.toISOString()}::timestamptz end,
      trash_reason = case when ${isRejected} then 'near-duplicate-of:' || repeat."ofImageId" end
    from jsonb_to_recordset(${JSON.stringify(repeats)}::jsonb) as repeat("imageId" uuid, "ofImageId" uuid, verdict text)
    where owner_id = ${scope.ownerId} and id = repeat."imageId" and place = 'library' and detect_duplicates
    returning id`);
  return rows.map((row) => row.id);
}
