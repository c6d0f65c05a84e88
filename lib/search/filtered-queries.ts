import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Scope, ViewScope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids, toVectorLiteral } from "../db/columns";
import { images } from "../db/schema/images";
import { shownVector } from "../images/condition-queries";
import { type ImageSelection, matchesFilter, sightOf } from "../images/filter-queries";
import type { ImageFilter } from "../images/list-schema";
import { limits } from "../limits";
import { type EmbeddingCounts, type ExactSearch, findChunkEnd, type Neighbor, readNeighbors, scanOwn } from "./queries";

/** What a filtered search looks at: own images, or all in a collection that the viewer may see (`filter.collectionId`, an id). */
export type Filtered = { scope: Scope; view: ViewScope; filter: ImageSelection };

/** Images whose ids come after one and up to another; undefined: from the first, to the last. */
export type Chunk = { afterId: string | undefined; endId: string | undefined };

/** In a collection it is asked of each image who may see it: 12 µs an image, measured on PGlite with 40,000 embeddings of 512 numbers. */
const collectionChunkRows = limits.search.scanChunkRows / 8;

/** The id that ends a chunk of the images to look at, in the order of their ids; undefined when the rest is smaller. */
export async function findFilteredChunkEnd(
  db: Db,
  { scope, filter }: Filtered,
  modelId: string,
  afterId: string | undefined,
  rows: number = filter.collectionId === undefined ? limits.search.scanChunkRows : collectionChunkRows,
): Promise<string | undefined> {
  if (filter.collectionId === undefined) return findChunkEnd(db, scope, modelId, afterId, rows);
  const after = afterId === undefined ? sql`` : sql`and image_id > ${afterId}::uuid`;
  const [row] = await db.execute<{ imageId: string }>(sql`
    select image_id as "imageId" from memberships where collection_id = ${filter.collectionId} ${after}
    order by image_id offset ${rows - 1} limit 1`);
  return row?.imageId;
}

/**
 * The nearest of the images that pass the filter, among a chunk of them, exactly, nearest first. The
 * filter holds before neighbors are chosen: as many are found as there are.
 */
export async function scanFilteredChunk(db: Db, filtered: Filtered, search: ExactSearch, chunk: Chunk): Promise<Neighbor[]> {
  const { scope, view, filter } = filtered;
  if (filter.collectionId === undefined) return scanOwn(db, scope, search, isOfPassing(filtered, chunk));
  const columns = [sql`member.image_id`, sql`e.image_id`, images.id];
  return readNeighbors(
    db,
    search,
    sql`from (
      select e.image_id, e.embedding from memberships member join images on ${images.id} = member.image_id
      join embeddings e on e.model_id = ${search.modelId} and e.owner_id = ${images.ownerId} and e.image_id = ${images.id}
      where member.collection_id = ${filter.collectionId} ${isWithin(columns, chunk)} and ${matchesFilter(view, filter)}
      order by e.embedding <#> ${toVectorLiteral(search.vector)}::vector limit ${search.limit}) as nearest`,
  );
}

/**
 * Whether an embedding is of an own image that passes. They are taken by the list of the ids that do, in
 * one walk along their index instead of a look-up for each image. Measured on PostgreSQL 17 with 100,000
 * images of which 17 % pass, CPU 50 instead of 93 ms (1 %: 24 both, 50 %: 139 instead of 137); on PGlite with
 * 20,000, 17 instead of 24 ms (1 %: 7 instead of 9, 50 %: 24 instead of 32).
 */
function isOfPassing({ scope, view, filter }: Filtered, chunk: Chunk): SQL {
  return sql`and image_id = any(array(select ${images.id} from images
    where ${images.ownerId} = ${scope.ownerId} ${isWithin([images.id], chunk)} and ${matchesFilter(view, filter)}))`;
}

/** Whether an image's id, which each of the columns holds, lies in a chunk. */
function isWithin(columns: readonly SQLWrapper[], { afterId, endId }: Chunk): SQL {
  const after = afterId === undefined ? [] : columns.map((column) => sql`and ${column} > ${afterId}::uuid`);
  const upTo = endId === undefined ? [] : columns.map((column) => sql`and ${column} <= ${endId}::uuid`);
  return sql.join([...after, ...upTo], sql` `);
}

/** How many images of a chunk of a collection that somebody shares have an embedding. */
export async function countSharedEmbeddings(db: Db, { view, filter }: Filtered, modelId: string, chunk: Chunk): Promise<EmbeddingCounts> {
  const inLibrary: ImageFilter = { place: "library", collectionId: filter.collectionId };
  const after = chunk.afterId === undefined ? sql`` : sql`and member.image_id > ${chunk.afterId}::uuid`;
  const upTo = chunk.endId === undefined ? sql`` : sql`and member.image_id <= ${chunk.endId}::uuid`;
  const [row] = await db.execute<EmbeddingCounts>(sql`
    select count(e.image_id)::int as embedded,
      (count(*) filter (where e.image_id is null and ${images.status} <> 'failed'))::int as waiting, 0 as hidden
    from memberships member join images on ${images.id} = member.image_id
    left join embeddings e on e.model_id = ${modelId} and e.owner_id = ${images.ownerId} and e.image_id = ${images.id}
    where member.collection_id = ${filter.collectionId} ${after} ${upTo} and ${matchesFilter(view, inLibrary)}`);
  return row ?? { embedded: 0, waiting: 0, hidden: 0 };
}

/**
 * Images that pass the filter and whose own words or whose collections' words match, best first,
 * newest first among equals. Words weigh by what says them, see [Note: Search words]; a collection's
 * weigh as the least of them. Of somebody else's image whose details are hidden only what a model says
 * counts: the rest holds its file's name. `wordsQuery` is of `buildWordsQuery`.
 */
export async function listByWords(db: Db, filtered: Filtered, wordsQuery: string, limit: number): Promise<string[]> {
  const { scope, view, filter } = filtered;
  const query = sql`to_tsquery('simple', ${wordsQuery})`;
  const matches = matchesFilter(view, filter);
  const { isKnown } = sightOf(view, filter);
  const words =
    filter.collectionId === undefined
      ? sql`${images.searchVector}`
      : sql`case when ${isKnown} then ${images.searchVector} else ${shownVector} end`;
  const rows = await db.execute<{ id: string }>(sql`
    select id from (
      select ${images.id} as id, ${images.takenLocal} as taken_local, ts_rank(${words}, ${query}) as rank from images
      where ${images.searchVector} @@ ${query} and ${matches} and ${words} @@ ${query}
      union all
      select ${images.id}, ${images.takenLocal}, ts_rank(named.search_vector, ${query}) from collections named
      join memberships inside on inside.collection_id = named.id join images on ${images.id} = inside.image_id
      where named.owner_id = ${scope.ownerId} and named.search_vector @@ ${query} and ${matches}
    ) as found group by id, taken_local order by sum(rank) desc, taken_local desc, id desc limit ${limit}`);
  return rows.map(({ id }) => id);
}

/** Images that pass the filter, newest first as in the timeline, without some; and how many there are in all. */
export async function listNewest(
  db: Db,
  { view, filter }: Filtered,
  { exceptIds, limit, offset }: { exceptIds: readonly string[]; limit: number; offset: number },
): Promise<{ ids: string[]; total: number }> {
  const where = sql`${matchesFilter(view, filter)} ${exceptIds.length > 0 ? sql`and ${images.id} <> all(${toUuids(exceptIds)})` : sql``}`;
  const rows = await db.execute<{ id: string }>(sql`select ${images.id} as id from images where ${where}
    order by ${images.takenLocal} desc nulls last, ${images.id} desc nulls last limit ${limit} offset ${offset}`);
  const [counted] = await db.execute<{ total: number }>(sql`select count(*)::int as total from images where ${where}`);
  return { ids: rows.map(({ id }) => id), total: counted?.total ?? 0 };
}
