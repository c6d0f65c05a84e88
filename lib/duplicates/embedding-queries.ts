import { sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { limits } from "../limits";

/** An image whose embedding is near, and their cosine similarity. */
export type SimilarImage = { imageId: string; similarity: number };

/** Embeddings of one model; a similarity below `similarityMin` is none. */
export type SimilarSearch = { imageId: string; modelId: string; similarityMin: number };

/**
 * Images with at least the cosine similarity to an image's own embedding, nearest first, at most
 * `twinsMax`. An exact scan in chunks, so that none holds the embedded database for long; vectors are
 * of unit length.
 */
export async function scanSimilar(db: Db, scope: Scope, search: SimilarSearch): Promise<SimilarImage[]> {
  const { modelId, imageId, similarityMin } = search;
  const found: SimilarImage[] = [];
  for (let afterId = "00000000-0000-0000-0000-000000000000"; ; ) {
    const rows = await db.execute<{ lastId: string | null; count: number; imageId: string | null; similarity: number }>(sql`
      with mine as materialized (select embedding from embeddings
          where model_id = ${modelId} and owner_id = ${scope.ownerId} and image_id = ${imageId}),
        chunk as materialized (select e.image_id, -(e.embedding <#> mine.embedding) as similarity from mine, embeddings e
          where e.model_id = ${modelId} and e.owner_id = ${scope.ownerId} and e.image_id > ${afterId}
          order by e.image_id limit ${limits.search.scanChunkRows}),
        seen as (select max(image_id::text) as last_id, count(*)::int as count from chunk)
      select seen.last_id as "lastId", seen.count, chunk.image_id as "imageId", chunk.similarity from seen left join chunk
        on chunk.similarity >= ${similarityMin} and chunk.image_id <> ${imageId}`);
    for (const row of rows) if (row.imageId !== null) found.push({ imageId: row.imageId, similarity: row.similarity });
    const [first] = rows;
    if (!first || first.lastId === null || first.count < limits.search.scanChunkRows) break;
    afterId = first.lastId;
  }
  return found.sort((a, b) => b.similarity - a.similarity).slice(0, limits.duplicates.twinsMax);
}

/** How many embeddings of a model a person has, counted no further than `max`. */
export async function countEmbeddingsUpTo(db: Db, scope: Scope, modelId: string, max: number): Promise<number> {
  const [row] = await db.execute<{ total: number }>(sql`
    select count(*)::int as total from (
      select 1 from embeddings where model_id = ${modelId} and owner_id = ${scope.ownerId} limit ${max}) as counted`);
  return row?.total ?? 0;
}

/**
 * As `scanSimilar`, by the approximate index of a server. Settings hold for the transaction alone.
 */
export async function searchSimilar(db: Db, scope: Scope, search: SimilarSearch): Promise<SimilarImage[]> {
  const { modelId, imageId, similarityMin } = search;
  const [own] = await db.execute<{ embedding: string; dimension: number }>(sql`
    select embedding::text as embedding, vector_dims(embedding) as dimension from embeddings
    where model_id = ${modelId} and owner_id = ${scope.ownerId} and image_id = ${imageId}`);
  if (!own) return [];
  const dimension = sql.raw(String(own.dimension));
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '100', true)`);
    return tx.execute<SimilarImage>(sql`
      select image_id as "imageId", similarity from (
        select image_id, -(embedding <#> ${own.embedding}::vector) as similarity from embeddings
        where model_id = ${modelId} and owner_id = ${scope.ownerId}
        order by (embedding::halfvec(${dimension})) <=> ${own.embedding}::halfvec(${dimension}) limit ${limits.duplicates.twinsMax + 1}) as near
      where image_id <> ${imageId} and similarity >= ${similarityMin} order by similarity desc`);
  });
}
