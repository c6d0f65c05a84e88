import { type SQL, sql } from "drizzle-orm";
import type { ViewScope } from "../auth/access";
import type { Db } from "../db/client";
import { images } from "../db/schema/images";
import { isVisible, knowsDetails } from "./visibility-queries";
import { buildExactQuery, buildWordsQuery } from "./words-query";

/**
 * Side in degrees of the squares that are around a place: those of the positions known of it, and their
 * neighbours. So it reaches 5.6 to 11 km to north and south, less to east and west far from the equator.
 */
const squareDegrees = 0.05;

/**
 * Whether a picture (of the table `images`) is at a place by name, in any case of letters: its file names
 * the place, or its position is around that of one of the viewer's own pictures whose file does.
 */
export function isAtPlace(scope: ViewScope, name: string): SQL {
  const square = (degrees: SQL) => sql`round(${degrees} / ${squareDegrees}::float8)::int`;
  return sql`(${namesPlace(sql`${images}`, name)}
    or (${square(sql`${images.latitude}`)}, ${square(sql`${images.longitude}`)}) in (
      select ${square(sql`placed.latitude`)} + north, ${square(sql`placed.longitude`)} + east
      from images placed, generate_series(-1, 1) as north, generate_series(-1, 1) as east
      where placed.owner_id = ${scope.viewerId} and placed.latitude is not null and placed.longitude is not null
        and placed.place = 'library' and ${namesPlace(sql`placed`, name)}))`;
}

/** The places that a picture's file names, with ` | ` between them. */
export const placesOf = (row: SQL) => sql`replace(${row}.exif->>'places', '", "', ' | ')`;

/** Its words narrow it down by the index of full text. */
function namesPlace(row: SQL, name: string): SQL {
  const wordsQuery = buildExactQuery(name);
  if (wordsQuery === undefined) return sql`false`;
  return sql`(${row}.search_vector @@ to_tsquery('simple', ${wordsQuery}) and exists (
    select 1 from jsonb_array_elements_text(coalesce(${row}.exif->'places', '[]')) as named(place) where lower(named.place) = lower(${name}::text)))`;
}

/** Which of these names a file says as its place that the viewer may know. */
export async function listKnownPlaces(db: Db, scope: ViewScope, names: readonly string[]): Promise<Set<string>> {
  if (names.length === 0) return new Set();
  const ifKnown = (name: string) => sql`
    select ${name}::text as name where exists (
      select 1 from images where ${isVisible(scope)} and ${knowsDetails(scope)} and ${namesPlace(sql`${images}`, name)})`;
  const known = await db.execute<{ name: string }>(sql.join(names.map(ifKnown), sql` union all `));
  return new Set(known.map(({ name }) => name));
}

/** Pictures that are looked at for their places, and how many of these are given. */
const [rowsLooked, placesListed] = [5_000, 500];

/** Places with words that begin with those of a text, of which the viewer may know; those of most pictures first, of 5,000 pictures at most. */
export async function listPlacesWithWords(db: Db, scope: ViewScope, text: string): Promise<string[]> {
  const wordsQuery = buildWordsQuery(text);
  if (wordsQuery === undefined) return [];
  const rows = await db.execute<{ place: string }>(sql`
    select place from (
      select exif->'places' as places from images
      where ${isVisible(scope)} and ${knowsDetails(scope)} and search_vector @@ to_tsquery('simple', ${wordsQuery}) limit ${rowsLooked}) looked,
      jsonb_array_elements_text(coalesce(places, '[]')) as place
    group by place order by count(*) desc, place limit ${placesListed}`);
  return rows.map(({ place }) => place);
}
