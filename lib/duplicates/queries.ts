import { type SQL, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { deferCommit } from "../db/deferred-commit";
import { duplicatePairs } from "../db/schema/duplicates";
import { limits } from "../limits";

export type SubjectRow = {
  id: string;
  status: "pending" | "processed" | "failed";
  place: "library" | "held" | "trash";
  detectDuplicates: boolean;
};

/** The image whose duplicates are looked for. */
export async function findSubject(db: Db, scope: Scope, imageId: string): Promise<SubjectRow | undefined> {
  const [row] = await db.execute<SubjectRow>(sql`
    select id, status, place, detect_duplicates as "detectDuplicates" from images
    where owner_id = ${scope.ownerId} and id = ${imageId}`);
  return row;
}

/** An image that is alike on one layer. */
export type AlikeRow = {
  imageId: string;
  layer: "bytes" | "perceptual" | "embedding";
  /** bytes: 0; perceptual: Hamming distance of 64 bits; embedding: cosine similarity. */
  distance: number;
  /** Hamming distance of 256 bits; null on the other layers. */
  distance256: number | null;
};

export type AlikeBounds = {
  hammingMax: number;
  hamming256Max: number;
  /** Absent: embeddings are not compared. */
  embedding: { modelId: string; similarityMin: number } | undefined;
};

/**
 * Images of equal bytes, with perceptual hashes within both Hamming distances, or with at least the
 * cosine similarity (vectors are of unit length) to the image's own embedding; nothing for an image
 * of the trash. One exact scan of all layers for each chunk.
 */
export async function listAlike(db: Db, scope: Scope, imageId: string, bounds: AlikeBounds): Promise<AlikeRow[]> {
  const { ownerId } = scope;
  const { embedding } = bounds;
  const found: AlikeRow[] = [];
  for (const isInChunk of await listChunks(db, scope)) {
    const similar = sql`
      union all
      select e.image_id, 'embedding', -(e.embedding <#> mine.embedding), null
      from subject s, embeddings mine, embeddings e
      where mine.model_id = ${embedding?.modelId} and mine.owner_id = ${ownerId} and mine.image_id = s.id
        and e.model_id = ${embedding?.modelId} and e.owner_id = ${ownerId} and e.image_id <> s.id and ${isInChunk(sql`e.image_id`)}
        and -(e.embedding <#> mine.embedding) >= ${embedding?.similarityMin}`;
    const rows = await db.execute<AlikeRow>(sql`
      with subject as materialized (
        select i.id, i.sha256, h.hash64, h.hash256 from images i left join perceptual_hashes h on h.image_id = i.id and h.owner_id = i.owner_id
        where i.owner_id = ${ownerId} and i.id = ${imageId} and i.place <> 'trash')
      (select i.id as "imageId", 'bytes' as layer, 0::float8 as distance, null::int as "distance256"
        from subject s join images i on i.sha256 = s.sha256
        where i.owner_id = ${ownerId} and i.id <> s.id and ${isInChunk(sql`i.id`)}
        order by i.id limit ${limits.duplicates.twinsMax})
      union all
      select h.image_id, 'perceptual', bit_count(h.hash64 # s.hash64)::float8, bit_count(h.hash256 # s.hash256)::int
      from subject s, perceptual_hashes h
      where h.owner_id = ${ownerId} and h.image_id <> s.id and ${isInChunk(sql`h.image_id`)}
        and bit_count(h.hash64 # s.hash64) <= ${bounds.hammingMax} and bit_count(h.hash256 # s.hash256) <= ${bounds.hamming256Max}
      ${embedding ? similar : sql``}`);
    found.push(...rows);
  }
  return found;
}

type Chunk = (column: SQL) => SQL;

/** Where the chunks of a person's images begin, and when that was found out. */
const knownStarts = new Map<string, { starts: string[]; at: number }>();
const startsForMs = 60_000;
const ownersMax = 1_000;

/**
 * Conditions on an image's id that split a person's images into parts of about `scanChunkRows`, so
 * that no query holds the embedded database for long. Together they cover every id, also of rows
 * that come later; so where they begin is remembered for a minute.
 */
async function listChunks(db: Db, scope: Scope): Promise<Chunk[]> {
  const known = knownStarts.get(scope.ownerId);
  const starts = known && Date.now() - known.at < startsForMs ? known.starts : await listStarts(db, scope);
  const first: Chunk = (column) => (starts[0] === undefined ? sql`true` : sql`${column} <= ${starts[0]}`);
  const later = starts.map((from, index): Chunk => {
    const to = starts[index + 1];
    return (column) => (to === undefined ? sql`${column} > ${from}` : sql`${column} > ${from} and ${column} <= ${to}`);
  });
  return [first, ...later];
}

async function listStarts(db: Db, scope: Scope): Promise<string[]> {
  const rows = await db.execute<{ imageId: string }>(sql`
    select image_id as "imageId" from (
      select image_id, row_number() over (order by image_id) as position from perceptual_hashes where owner_id = ${scope.ownerId}) numbered
    where position % ${limits.search.scanChunkRows} = 0 order by image_id`);
  const starts = rows.map((row) => row.imageId);
  if (knownStarts.size >= ownersMax) knownStarts.clear();
  knownStarts.set(scope.ownerId, { starts, at: Date.now() });
  return starts;
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

/** Lets one search for a person's duplicates at a time write what it found, until the transaction ends; its commit is deferred. */
export async function lockOwner(tx: Db, scope: Scope): Promise<void> {
  await tx.execute(sql`select 1 from users where id = ${scope.ownerId} and ${deferCommit} for no key update`);
}

/** A newer image and the older one it repeats. */
export type Repeat = { imageId: string; ofImageId: string };

/**
 * Takes images that were added with detection on out of the library: held, or into the trash where
 * they were added to be rejected. Gives the ids of both.
 */
export async function holdOrTrash(tx: Db, scope: Scope, repeats: readonly Repeat[], now: Date): Promise<string[]> {
  if (repeats.length === 0) return [];
  const rows = await tx.execute<{ id: string }>(sql`
    update images set
      place = case on_duplicate when 'reject' then 'trash' else 'held' end,
      trashed_at = case on_duplicate when 'reject' then ${now.toISOString()}::timestamptz end,
      trash_reason = case on_duplicate when 'reject' then 'near-duplicate-of:' || repeat."ofImageId" end
    from jsonb_to_recordset(${JSON.stringify(repeats)}::jsonb) as repeat("imageId" uuid, "ofImageId" uuid)
    where owner_id = ${scope.ownerId} and id = repeat."imageId" and place = 'library' and detect_duplicates
    returning id`);
  return rows.map((row) => row.id);
}

/** An array of ids as a bound value. */
export function toUuids(ids: readonly string[]): SQL {
  return sql`${`{${ids.join(",")}}`}::uuid[]`;
}
