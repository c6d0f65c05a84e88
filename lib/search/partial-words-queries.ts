import { sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { images } from "../db/schema/images";
import { shownVector } from "../images/condition-queries";
import { matchesFilter, sightOf } from "../images/filter-queries";
import type { Filtered } from "./filtered-queries";

/**
 * Words that more images have than this share of a library, and than so many, say little of any of them
 * (the "img" of file names).
 */
const commonShareMin = 0.1;
const commonCountMin = 10;
/** Images of an owner that are counted at most: beyond, a common word is known by its own count. */
const countedMax = 20_000;

/** An image that has some of the words. */
export type PartialHit = {
  id: string;
  /** How much of what the library's words say it has, by how rare each of them is: 0 to 1. */
  share: number;
  /** It has only words that many others have too. */
  isCommon: boolean;
};

/**
 * Images that pass the filter and have at least one of the words, by themselves or by a collection, those
 * first that have most of them, where a word counts the more the rarer it is (by its inverse frequency). Words that no
 * image has count for nothing. Of each word at most `limit` images are looked at. `terms` are of `listWordTerms`.
 */
export async function listByAnyWord(db: Db, filtered: Filtered, terms: readonly string[], limit: number): Promise<PartialHit[]> {
  const { scope, view, filter } = filtered;
  if (filter.collectionId === undefined && !(await holdsAnyWord(db, filtered, terms))) return [];
  const query = sql`to_tsquery('simple', asked.term)`;
  const matches = matchesFilter(view, filter);
  const { isKnown } = sightOf(view, filter);
  const words =
    filter.collectionId === undefined
      ? sql`${images.searchVector}`
      : sql`case when ${isKnown} then ${images.searchVector} else ${shownVector} end`;
  return db.execute<PartialHit>(sql`
    with matched as materialized (
      select asked.place, found.id, found.rank from jsonb_array_elements_text(${JSON.stringify(terms)}::jsonb) with ordinality as asked(term, place)
      cross join lateral (
        (select ${images.id} as id, ts_rank(${words}, ${query}) as rank from images
          where ${images.searchVector} @@ ${query} and ${matches} and ${words} @@ ${query} limit ${limit})
        union all
        (select ${images.id}, ts_rank(named.search_vector, ${query}) from collections named
          join memberships inside on inside.collection_id = named.id join images on ${images.id} = inside.image_id
          where named.owner_id = ${scope.ownerId} and named.search_vector @@ ${query} and ${matches} limit ${limit})
      ) as found
    ), library as materialized (
      select case when exists (select from matched) then
        (select count(*) from (select from images where ${images.ownerId} = ${scope.ownerId} limit ${countedMax}) as own) else 0 end::float8 as size
    ), word as materialized (
      select place, ln(1 + greatest(size, count(distinct id)) / count(distinct id)) as weight,
        count(distinct id) > greatest(${commonCountMin}::int, ${commonShareMin}::float8 * size) or count(distinct id) >= ${limit} as common
      from matched, library group by place, size
    ), had as (
      select place, id, sum(rank) as rank from matched group by 1, 2
    )
    select had.id, sum(word.weight) / (select sum(weight) from word) as share, bool_and(word.common) as "isCommon"
    from had join word using (place) group by had.id
    order by 2 desc, sum(had.rank) desc, had.id desc limit ${limit}`);
}

/** Rows that are looked for: with a limit of one, a plan without statistics reads the whole library until the first. */
const knownMax = 1_000;

/**
 * Whether own images or collections hold any of the words, whatever the filter. Most libraries know nothing of
 * what is asked for but by its content: with 20,000 such images on the embedded database a search that 1 % pass
 * takes 31 ms with this (p50 over HTTP), 38 without, and 30 where nothing is asked of single words at all.
 */
async function holdsAnyWord(db: Db, { scope }: Filtered, terms: readonly string[]): Promise<boolean> {
  const query = sql`to_tsquery('simple', ${terms.join(" | ")})`;
  const [row] = await db.execute<{ holds: boolean }>(sql`
    with known as materialized (
      (select from images where ${images.ownerId} = ${scope.ownerId} and ${images.searchVector} @@ ${query} limit ${knownMax})
      union all
      (select from collections where owner_id = ${scope.ownerId} and search_vector @@ ${query} limit ${knownMax})
    ) select exists (select from known) as holds`);
  return row?.holds ?? true;
}
