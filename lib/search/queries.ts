import { type SQL, sql } from "drizzle-orm";
import type { Authorized, Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids, toVectorLiteral } from "../db/columns";

/**
 * An image and its cosine similarity, −1..1. Where means were given, also the inner products of its
 * embedding and those of texts and of pictures.
 */
export type Neighbor = { imageId: string; similarity: number; toTexts?: number | null; toPictures?: number | null };

/** The means of the unit embeddings of everyday texts and of a library's pictures. */
export type Means = { texts: Float32Array; pictures: Float32Array };

export type EmbeddingCounts = {
  /** Images of the library with an embedding of the model. */
  embedded: number;
  /** Images of the library without one that have not failed. */
  waiting: number;
  /** Embeddings of images in the trash and of held ones. */
  hidden: number;
};

/** How many images a model has embeddings of. */
export async function countEmbeddings(db: Db, scope: Scope, modelId: string): Promise<EmbeddingCounts> {
  const [row] = await db.execute<EmbeddingCounts>(sql`
    select (count(*) filter (where i.place = 'library' and e.image_id is not null))::int as embedded,
      (count(*) filter (where i.place = 'library' and e.image_id is null and i.status <> 'failed'))::int as waiting,
      (count(*) filter (where i.place <> 'library' and e.image_id is not null))::int as hidden
    from images i
    left join embeddings e on e.model_id = ${modelId} and e.owner_id = ${scope.ownerId} and e.image_id = i.id
    where i.owner_id = ${scope.ownerId}`);
  return row ?? { embedded: 0, waiting: 0, hidden: 0 };
}

/** Images of the library that are processed at all, for when there is no model to have embeddings of. */
export async function countLibrary(db: Db, scope: Scope): Promise<number> {
  const [row] = await db.execute<{ total: number }>(sql`
    select count(*)::int as total from images
    where owner_id = ${scope.ownerId} and place = 'library' and status <> 'failed'`);
  return row?.total ?? 0;
}

/** The stored embedding of an image that the actor may see. */
export async function findEmbedding(
  db: Db,
  image: Authorized<{ id: string; ownerId: string }>,
  modelId: string,
): Promise<Float32Array | undefined> {
  const [row] = await db.execute<{ embedding: string }>(sql`
    select embedding::text as embedding from embeddings
    where model_id = ${modelId} and owner_id = ${image.ownerId} and image_id = ${image.id}`);
  return row && Float32Array.from(JSON.parse(row.embedding) as number[]);
}

/** Cosine similarities of images that were found, by id; those without an embedding are left out. */
export async function findSimilarities(
  db: Db,
  search: Pick<NeighborSearch, "modelId" | "vector">,
  foundIds: readonly string[],
): Promise<Map<string, number>> {
  if (foundIds.length === 0) return new Map();
  const rows = await db.execute<Neighbor>(sql`
    select e.image_id as "imageId", -(e.embedding <#> ${toVectorLiteral(search.vector)}::vector) as similarity
    from images i join embeddings e on e.model_id = ${search.modelId} and e.owner_id = i.owner_id and e.image_id = i.id
    where i.id = any(${toUuids(foundIds)})`);
  return new Map(rows.map(({ imageId, similarity }) => [imageId, similarity]));
}

/** One search for neighbors: `vector` has unit length, `hidden` is how many embeddings are outside the library. */
export type NeighborSearch = {
  modelId: string;
  vector: Float32Array;
  limit: number;
  hidden: number;
  means?: Means | undefined;
};

/** The id that ends a chunk of the scan; undefined when the rest is smaller than a chunk. */
export async function findChunkEnd(
  db: Db,
  scope: Scope,
  modelId: string,
  afterId: string | undefined,
  rows: number,
): Promise<string | undefined> {
  const [row] = await db.execute<{ imageId: string }>(sql`
    select image_id as "imageId" from embeddings
    where model_id = ${modelId} and owner_id = ${scope.ownerId} ${isAfter(afterId)}
    order by image_id offset ${rows - 1} limit 1`);
  return row?.imageId;
}

const isAfter = (id: string | undefined) => (id === undefined ? sql`` : sql`and image_id > ${id}::uuid`);

/** What an exact scan looks for. */
export type ExactSearch = Pick<NeighborSearch, "modelId" | "vector" | "limit" | "means">;

/** The nearest images of the library among a chunk of the embeddings, exactly, nearest first. */
export async function scanChunk(
  db: Db,
  scope: Scope,
  search: ExactSearch,
  chunk: { afterId: string | undefined; endId: string | undefined },
): Promise<Neighbor[]> {
  const upTo = chunk.endId === undefined ? sql`` : sql`and image_id <= ${chunk.endId}::uuid`;
  return scanOwn(
    db,
    scope,
    search,
    sql`${isAfter(chunk.afterId)} ${upTo}
      and image_id not in (select id from images where owner_id = ${scope.ownerId} and place in ('held', 'trash'))`,
  );
}

/**
 * The nearest of a person's own embeddings of which a condition holds (`and ...`), exactly, nearest first.
 * Only the rows' places are sorted, and the vectors of those that stay are read again: a sort copies each
 * row that it is given. A place (ctid) says which row it is since all embeddings of a person and a model
 * lie in one partition. CPU for 1,000 wanted, with means, medians of 20 in turns: on PGlite 39.1 instead of
 * 42.4 ms for 20,000 vectors of 512 numbers, of which the inner products are about 20, and 6.9 instead of 5.9
 * for 1 % of them; on PostgreSQL 17 37.1 instead of 40.4 for 17 % of 100,000.
 */
export function scanOwn(db: Db, scope: Scope, search: ExactSearch, condition: SQL): Promise<Neighbor[]> {
  const own = sql`from embeddings where model_id = ${search.modelId} and owner_id = ${scope.ownerId}`;
  return readNeighbors(
    db,
    search,
    sql`${own} and ctid = any(array(select ctid ${own} ${condition}
      order by embedding <#> ${toVectorLiteral(search.vector)}::vector limit ${search.limit}))`,
  );
}

/**
 * Reads neighbors, nearest first, `from` rows with `image_id` and `embedding`. Vectors have unit length:
 * the inner product is the cosine similarity. They come as one row of lists, which costs 1.2 ms of CPU for
 * 1,000 instead of 2.4, in the numbers that pgvector computes with, so that none is rounded.
 */
export async function readNeighbors(db: Db, { vector, means }: Pick<ExactSearch, "vector" | "means">, from: SQL): Promise<Neighbor[]> {
  const products = (other: Float32Array | undefined) =>
    other ? sql`array_agg((embedding <#> ${toVectorLiteral(other)}::vector)::real)::text` : sql`null`;
  const [row] = await db.execute<Record<"ids" | "similarities" | "toTexts" | "toPictures", string | null>>(sql`
    select array_agg(image_id)::text as ids, ${products(vector)} as similarities,
      ${products(means?.texts)} as "toTexts", ${products(means?.pictures)} as "toPictures" ${from}`);
  const [similarities, toTexts, toPictures] = [row?.similarities, row?.toTexts, row?.toPictures].map(readNegated);
  return splitArray(row?.ids)
    .map((imageId, index) => ({
      imageId,
      similarity: similarities?.[index] ?? 0,
      toTexts: toTexts?.[index] ?? null,
      toPictures: toPictures?.[index] ?? null,
    }))
    .sort((a, b) => b.similarity - a.similarity);
}

/** Of pgvector's negative inner products, the inner products. */
const readNegated = (text: string | null | undefined) => splitArray(text).map((product) => -Math.fround(Number(product)));

const splitArray = (text: string | null | undefined): string[] => text?.slice(1, -1).split(",") ?? [];

/** Most that pgvector takes as `hnsw.ef_search`. */
const efSearchMax = 1_000;

/**
 * An index scan that goes on until enough is found, for the transaction alone. Measured on PostgreSQL 17
 * with 100,000 vectors of 512 numbers, 200 wanted, all or with filters that 50 and 17 % pass: recall@100
 * 0.9965, 0.9938 and 0.9895 with as many candidates as wanted, 0.9980, 0.9945 and 0.9900 with twice as many;
 * with pgvector's defaults 0.19 and 0.07 of the filtered ones.
 */
export function setIndexScan(limit: number): SQL {
  const efSearch = Math.min(efSearchMax, Math.max(100, 2 * limit));
  return sql`select set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', ${String(efSearch)}, true)`;
}

/**
 * Reads the first rows of a query that the approximate index answers, and further ones of the same scan
 * while `isEnough` says no; nearest first, and whether there were fewer than that. Settings and cursor hold for the transaction alone. Measured
 * on PostgreSQL 17 with 100,000 vectors of 512 numbers, CPU: the first 200 take 7 ms, 1,000 25, with the
 * same recall@100 of 0.995 in steps of 400 candidates as in steps of 1,000; where 50 % pass a filter 15
 * and 51.
 */
export async function readIndexScan(
  db: Db,
  query: SQL,
  counts: readonly number[],
  isEnough: (found: readonly Neighbor[]) => boolean,
): Promise<{ found: Neighbor[]; hasEnded: boolean }> {
  return db.transaction(async (tx) => {
    await tx.execute(setIndexScan(counts[0] ?? 0));
    await tx.execute(sql`declare nearest_rows no scroll cursor for ${query}`);
    let found: Neighbor[] = [];
    for (const count of counts) {
      const rows = await tx.execute<Neighbor>(sql.raw(`fetch ${count - found.length} from nearest_rows`));
      found = [...found, ...rows].sort((a, b) => b.similarity - a.similarity);
      if (found.length < count) return { found, hasEnded: true };
      if (isEnough(found)) break;
    }
    return { found, hasEnded: false };
  });
}

/**
 * The nearest images of the library by the approximate index, about nearest first, for `readIndexScan`. Only for
 * a server: the index is scanned on until enough rows of the owner are found.
 */
export function selectFromIndex(scope: Scope, search: NeighborSearch): SQL {
  const dimension = sql.raw(String(search.vector.length));
  const literal = toVectorLiteral(search.vector);
  return sql`
    select near.image_id as "imageId", -(near.embedding <#> ${literal}::vector) as similarity, ${toMeans(sql`near.embedding`, search)}
    from (
      select image_id, embedding from embeddings
      where model_id = ${search.modelId} and owner_id = ${scope.ownerId}
      order by (embedding::halfvec(${dimension})) <=> ${literal}::halfvec(${dimension}) limit ${search.limit + search.hidden}) as near
    where near.image_id not in (select id from images where owner_id = ${scope.ownerId} and place in ('held', 'trash'))
    limit ${search.limit}`;
}

/** Columns of a neighbor: what its embedding has of the means that were given. */
export function toMeans(embedding: SQL, { means }: Pick<NeighborSearch, "means">): SQL {
  const product = (mean: Float32Array | undefined) =>
    mean ? sql`-(${embedding} <#> ${toVectorLiteral(mean)}::vector)` : sql`null::float8`;
  return sql`${product(means?.texts)} as "toTexts", ${product(means?.pictures)} as "toPictures"`;
}
