import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import type { Calibration } from "./compute-calibration";

const numbers = z.string().transform((text) => {
  const bytes = Buffer.from(text, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
});
const stored = z.object({
  means: z.object({ texts: numbers, pictures: numbers }),
  level: z.number(),
  floor: z.number(),
  spread: z.number(),
});
const toText = (vector: Float32Array) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");

/** The calibration of a person's library for a model; undefined when there is none of this version. */
export async function findStoredCalibration(db: Db, scope: Scope, modelId: string, version: number): Promise<Calibration | undefined> {
  const [row] = await db.execute<{ data: unknown }>(sql`
    select data from search_calibrations where owner_id = ${scope.ownerId} and model_id = ${modelId} and version = ${version}`);
  return row && stored.parse(row.data);
}

/** Keeps a calibration in the place of an older one. */
export async function saveCalibration(
  db: Db,
  { ownerId, modelId, version, imageCount }: { ownerId: string; modelId: string; version: number; imageCount: number },
  { means, ...rest }: Calibration,
): Promise<void> {
  const data = JSON.stringify({ means: { texts: toText(means.texts), pictures: toText(means.pictures) }, ...rest });
  await db.execute(sql`
    insert into search_calibrations (owner_id, model_id, version, image_count, data)
    select id, ${modelId}, ${version}, ${imageCount}, ${data}::jsonb from users where id = ${ownerId}
    on conflict (owner_id, model_id) do update
    set version = excluded.version, image_count = excluded.image_count, data = excluded.data, made_at = now()`);
}

/**
 * Libraries whose calibration is missing, of another version, or made when they had fewer or more
 * embeddings by more than `changeMax` of now; those without any first. For housekeeping: it acts for no person.
 */
export async function listUncalibrated(
  db: Db,
  {
    modelId,
    version,
    imagesMin,
    changeMax,
    limit,
  }: { modelId: string; version: number; imagesMin: number; changeMax: number; limit: number },
): Promise<{ ownerId: string; imageCount: number }[]> {
  return db.execute(sql`
    select counted.owner_id as "ownerId", counted.images as "imageCount"
    from (select owner_id, count(*)::int as images from embeddings where model_id = ${modelId} group by owner_id) as counted
    join users on users.id = counted.owner_id
    left join search_calibrations c on c.owner_id = counted.owner_id and c.model_id = ${modelId} and c.version = ${version}
    where counted.images >= ${imagesMin}
      and (c.owner_id is null or abs(counted.images - c.image_count) > ${changeMax}::float8 * counted.images)
    order by c.owner_id is not null, counted.owner_id limit ${limit}`);
}

/**
 * Embeddings of a person's library, spread evenly over the order of their ids, at most `limit` of them:
 * of `imageCount` every nth. For housekeeping: it acts for no person.
 */
export async function listSampleEmbeddings(
  db: Db,
  { ownerId, modelId, imageCount, limit }: { ownerId: string; modelId: string; imageCount: number; limit: number },
): Promise<Float32Array[]> {
  const step = Math.max(1, Math.ceil(imageCount / limit));
  const rows = await db.execute<{ embedding: string }>(sql`
    select e.embedding::text as embedding from (
      select image_id, row_number() over (order by image_id) as number from embeddings
      where model_id = ${modelId} and owner_id = ${ownerId}) as numbered
    join embeddings e on e.model_id = ${modelId} and e.owner_id = ${ownerId} and e.image_id = numbered.image_id
    where numbered.number % ${step} = 0 limit ${limit}`);
  return rows.map(({ embedding }) => Float32Array.from(JSON.parse(embedding) as number[]));
}
