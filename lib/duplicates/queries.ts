import { type SQL, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { duplicatePairs } from "../db/schema/duplicates";
import { limits } from "../limits";

/** Perceptual hashes as text of bits; null for a flat picture or one that is not decoded yet. */
export type HashRow = { hash64: string; hash256: string };

export type SubjectRow = {
  id: string;
  sha256: string;
  status: "pending" | "processed" | "failed";
  place: "library" | "held" | "trash";
  detectDuplicates: boolean;
  hash64: string | null;
  hash256: string | null;
};

/** What duplicates of an image are looked for by. */
export async function findSubject(db: Db, scope: Scope, imageId: string): Promise<SubjectRow | undefined> {
  const [row] = await db.execute<SubjectRow>(sql`
    select i.id, i.sha256, i.status, i.place, i.detect_duplicates as "detectDuplicates", h.hash64::text, h.hash256::text
    from images i left join perceptual_hashes h on h.image_id = i.id and h.owner_id = i.owner_id
    where i.owner_id = ${scope.ownerId} and i.id = ${imageId}`);
  return row;
}

/** The stored embedding of an image, in pgvector's text form. */
export async function findEmbedding(db: Db, scope: Scope, modelId: string, imageId: string): Promise<string | undefined> {
  const [row] = await db.execute<{ embedding: string }>(sql`
    select embedding::text from embeddings
    where model_id = ${modelId} and owner_id = ${scope.ownerId} and image_id = ${imageId}`);
  return row?.embedding;
}

/** An image near the one that was asked about. */
export type NearRow = { imageId: string; distance64: number; distance256: number };
export type SimilarRow = { imageId: string; similarity: number };

/** Images of equal bytes. */
export async function listEqual(db: Db, scope: Scope, subject: Pick<SubjectRow, "id" | "sha256">): Promise<{ imageId: string }[]> {
  return db.execute<{ imageId: string }>(sql`
    select id as "imageId" from images
    where owner_id = ${scope.ownerId} and sha256 = ${subject.sha256} and id <> ${subject.id}
    order by id limit ${limits.duplicates.twinsMax}`);
}

/** Images whose perceptual hashes are within both Hamming distances, nearest first. */
export async function listNear(
  db: Db,
  scope: Scope,
  imageId: string,
  hash: HashRow,
  bounds: { hammingMax: number; hamming256Max: number },
): Promise<NearRow[]> {
  const found: NearRow[] = [];
  for (const chunk of await listChunks(db, sql`perceptual_hashes where owner_id = ${scope.ownerId}`)) {
    const rows = await db.execute<NearRow>(sql`
      select image_id as "imageId", bit_count(hash64 # ${hash.hash64}::bit(64))::int as "distance64",
        bit_count(hash256 # ${hash.hash256}::bit(256))::int as "distance256"
      from perceptual_hashes
      where owner_id = ${scope.ownerId} and image_id <> ${imageId} and ${chunk}
        and bit_count(hash64 # ${hash.hash64}::bit(64)) <= ${bounds.hammingMax}
        and bit_count(hash256 # ${hash.hash256}::bit(256)) <= ${bounds.hamming256Max}`);
    found.push(...rows);
  }
  return nearest(found, (row) => row.distance64 * 256 + row.distance256);
}

/** Images whose embedding has at least this cosine similarity, highest first. Both vectors are of unit length. */
export async function listSimilar(
  db: Db,
  scope: Scope,
  imageId: string,
  { modelId, embedding, similarityMin }: { modelId: string; embedding: string; similarityMin: number },
): Promise<SimilarRow[]> {
  const mine = sql`model_id = ${modelId} and owner_id = ${scope.ownerId}`;
  const found: SimilarRow[] = [];
  for (const chunk of await listChunks(db, sql`embeddings where ${mine}`)) {
    const rows = await db.execute<SimilarRow>(sql`
      select image_id as "imageId", -(embedding <#> ${embedding}::vector) as similarity from embeddings
      where ${mine} and image_id <> ${imageId} and ${chunk} and -(embedding <#> ${embedding}::vector) >= ${similarityMin}`);
    found.push(...rows);
  }
  return nearest(found, (row) => -row.similarity);
}

/**
 * Conditions on image_id that split a person's rows into parts of about `scanChunkRows`, so that no
 * query holds the embedded database for long. Together they cover every id, also of rows that come later.
 */
async function listChunks(db: Db, fromWhere: SQL): Promise<SQL[]> {
  const size = limits.search.scanChunkRows;
  const rows = await db.execute<{ imageId: string }>(sql`
    select image_id as "imageId" from (select image_id, row_number() over (order by image_id) as position from ${fromWhere}) numbered
    where position % ${size} = 0 order by image_id`);
  const bounds = rows.map((row) => row.imageId);
  const first = bounds[0] === undefined ? sql`true` : sql`image_id <= ${bounds[0]}`;
  const later = bounds.map((from, index) => {
    const to = bounds[index + 1];
    return to === undefined ? sql`image_id > ${from}` : sql`image_id > ${from} and image_id <= ${to}`;
  });
  return [first, ...later];
}

function nearest<T>(rows: T[], distance: (row: T) => number): T[] {
  return rows.sort((a, b) => distance(a) - distance(b)).slice(0, limits.duplicates.twinsMax);
}

/** Places of candidates; those in the trash, and those about which a person has decided, are left out. */
export async function listUndecided(
  db: Db,
  scope: Scope,
  imageId: string,
  candidateIds: readonly string[],
): Promise<{ id: string; place: "library" | "held"; detectDuplicates: boolean }[]> {
  if (candidateIds.length === 0) return [];
  return db.execute(sql`
    select i.id, i.place, i.detect_duplicates as "detectDuplicates" from images i
    where i.owner_id = ${scope.ownerId} and i.id = any(${toUuids(candidateIds)}) and i.place <> 'trash'
      and not exists (
        select 1 from duplicate_decisions d where d.owner_id = i.owner_id
          and ((d.image_id = ${imageId} and d.of_image_id = i.id) or (d.image_id = i.id and d.of_image_id = ${imageId})))
    order by i.id`);
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

/** Makes one decision about a person's duplicates at a time, until the transaction ends. */
export async function lockOwner(tx: Db, scope: Scope): Promise<void> {
  await tx.execute(sql`select 1 from users where id = ${scope.ownerId} for no key update`);
}

/** Holds images of the library that were added with detection on. */
export async function holdImages(tx: Db, scope: Scope, imageIds: readonly string[]): Promise<string[]> {
  if (imageIds.length === 0) return [];
  const rows = await tx.execute<{ id: string }>(sql`
    update images set place = 'held'
    where owner_id = ${scope.ownerId} and id = any(${toUuids(imageIds)}) and place = 'library' and detect_duplicates
    returning id`);
  return rows.map((row) => row.id);
}

/** An array of ids as a bound value. */
export function toUuids(ids: readonly string[]): SQL {
  return sql`${`{${ids.join(",")}}`}::uuid[]`;
}
