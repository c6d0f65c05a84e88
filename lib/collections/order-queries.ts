import { sql } from "drizzle-orm";
import type { Authorized } from "../auth/access";
import type { Db } from "../db/client";
import type { CollectionRow } from "./queries";

/** Between which positions images go: null where there is no position to go by. */
export type Gap = { after: number | null; upTo: number | null };

const idsOf = (imageIds: readonly string[]) => sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(imageIds)}::jsonb))`;

/**
 * The positions around the place before an image, or at the end, without those that move. Undefined:
 * images there have no position yet, so that the whole has to be numbered.
 */
export async function findGap(
  db: Db,
  collection: Authorized<CollectionRow>,
  imageIds: readonly string[],
  before: string | null,
): Promise<Gap | undefined> {
  const others = sql`memberships where collection_id = ${collection.id} and image_id not in ${idsOf(imageIds)}`;
  if (before === null) {
    const [row] = await db.execute<{ last: number | null; unplaced: boolean }>(sql`
      select max(position) as last, bool_or(position is null) as unplaced from ${others}`);
    return row?.unplaced ? undefined : { after: row?.last ?? 0, upTo: null };
  }
  const [row] = await db.execute<{ position: number | null; previous: number | null }>(sql`
    select position, (select max(position) from ${others} and position < at.position) as previous
    from memberships at where collection_id = ${collection.id} and image_id = ${before}`);
  return row?.position == null ? undefined : { after: row.previous, upTo: row.position };
}

/** Gives images the positions `first`, `first + step`, … in their order. */
export async function setPositions(
  db: Db,
  collection: Authorized<CollectionRow>,
  imageIds: readonly string[],
  { first, step }: { first: number; step: number },
): Promise<void> {
  await db.execute(sql`
    update memberships set position = ${first}::double precision + (moved.at - 1) * ${step}::double precision
    from jsonb_array_elements_text(${JSON.stringify(imageIds)}::jsonb) with ordinality as moved(id, at)
    where collection_id = ${collection.id} and image_id = moved.id::uuid`);
}

/** Numbers the whole collection, 1, 2, …, as it is now, with these images before another or at the end: one statement. */
export async function renumber(
  db: Db,
  collection: Authorized<CollectionRow>,
  imageIds: readonly string[],
  before: string | null,
): Promise<void> {
  await db.execute(sql`
    with rest as (
      select m.image_id, row_number() over (order by m.position nulls last, i.taken_local desc, i.id desc) as n
      from memberships m join images i on i.id = m.image_id
      where m.collection_id = ${collection.id} and m.image_id not in ${idsOf(imageIds)}),
    place as (
      select coalesce((select n from rest where image_id = ${before}::uuid), (select count(*) + 1 from rest)) as n),
    numbered as (
      select rest.image_id, rest.n + case when rest.n >= place.n then ${imageIds.length}::int else 0 end as position from rest, place
      union all
      select moved.id::uuid, place.n + moved.at - 1
      from jsonb_array_elements_text(${JSON.stringify(imageIds)}::jsonb) with ordinality as moved(id, at), place)
    update memberships set position = numbered.position from numbered
    where memberships.collection_id = ${collection.id} and memberships.image_id = numbered.image_id`);
}
