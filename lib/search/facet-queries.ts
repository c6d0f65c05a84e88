import { type SQL, sql } from "drizzle-orm";
import type { Scope, ViewScope } from "../auth/access";
import type { Db } from "../db/client";

/** What pictures of a library can be asked for by. */
export type FacetKind = "tag" | "label" | "colour" | "camera" | "type" | "year" | "place";
/** A name that a library holds, and how many of its images have it. */
export type Facet = { kind: FacetKind; name: string; count: number };

/** Where a chunk of the timeline ends. */
export type TimelinePlace = { taken: string; id: string };

/** The place that ends a chunk of the library, in the order of the timeline (with `nulls last`, as its index says); undefined when the rest is smaller. */
export async function findTimelineEnd(
  db: Db,
  scope: Scope,
  after: TimelinePlace | undefined,
  rows: number,
): Promise<TimelinePlace | undefined> {
  const [row] = await db.execute<TimelinePlace>(sql`
    select taken_local::text as taken, id from images
    where owner_id = ${scope.ownerId} and place = 'library' ${isPast(after)}
    order by taken_local desc nulls last, id desc nulls last offset ${rows - 1} limit 1`);
  return row;
}

const isPast = (after: TimelinePlace | undefined) =>
  after ? sql`and (taken_local, id) < (${after.taken}::timestamp, ${after.id}::uuid)` : sql``;

/** What a chunk of the library holds, each name with its count. */
export async function listFacets(
  db: Db,
  scope: Scope,
  { after, end }: { after: TimelinePlace | undefined; end: TimelinePlace | undefined },
): Promise<Facet[]> {
  const upTo = end ? sql`and (taken_local, id) >= (${end.taken}::timestamp, ${end.id}::uuid)` : sql``;
  return db.execute<Facet>(sql`
    with chunk as materialized (
      select tags, labels, colours, camera_make, camera_model, content_type, taken_day, exif->'places' as places from images
      where owner_id = ${scope.ownerId} and place = 'library' ${isPast(after)} ${upTo})
    select 'tag' as kind, name, count(*)::int as count from chunk, unnest(tags) as name group by name
    union all select 'label', name, count(*)::int from chunk, unnest(labels) as name group by name
    union all select 'place', name, count(*)::int from chunk, jsonb_array_elements_text(coalesce(places, '[]')) as name group by name
    union all select 'colour', name, count(*)::int from chunk, unnest(colours) as name group by name
    union all select 'camera', ${cameraName}, count(*)::int from chunk where camera_model is not null group by 2
    union all select 'type', content_type, count(*)::int from chunk group by 2
    union all select 'year', to_char(taken_day, 'YYYY'), count(*)::int from chunk group by 2`);
}

/** The model with its maker, who often stands in it already. */
const cameraName: SQL = sql`case when camera_make is null or starts_with(lower(camera_model), lower(camera_make)) then camera_model
  else camera_make || ' ' || camera_model end`;

/** The last transaction that changed an image of the owner. */
export async function findLastChange(db: Db, scope: Scope): Promise<string> {
  const [row] = await db.execute<{ xid: string }>(sql`
    select coalesce(max(changed_xid), 0)::text as xid from images where owner_id = ${scope.ownerId}`);
  return row?.xid ?? "0";
}

/**
 * Collections that the viewer may see whose name, or a word of it, begins with a text; their own first, the largest first.
 * Counted are, up to a bound, the pictures that asking for the collection shows: those in the library, whoever's they are.
 */
export async function listCollectionsByPrefix(
  db: Db,
  scope: ViewScope,
  prefix: string,
  { limit, countedMax }: { limit: number; countedMax: number },
): Promise<{ name: string; count: number }[]> {
  const pattern = `${prefix.replace(/[\\%_]/g, "\\$&")}%`;
  return db.execute<{ name: string; count: number }>(sql`
    select name, (select count(*)::int from (
      select 1 from memberships m join images i on i.id = m.image_id
      where m.collection_id = found.id and i.place = 'library' limit ${countedMax}) as counted) as count
    from (
      select c.id, c.name, c.owner_id = ${scope.viewerId} as is_own, c.updated_at from collections c
      where (c.name ilike ${pattern} or c.name ilike ${`% ${pattern}`})
        and exists (select 1 from collection_access a where a.collection_id = c.id and a.user_id = ${scope.viewerId})
      order by is_own desc, c.updated_at desc limit ${limit}) as found
    order by is_own desc, 2 desc, name`);
}

/** Own kept searches without pictures, which are more than a line, whose name begins with a text, and lines of the own history that do, the last used first. */
export async function listLinesByPrefix(
  db: Db,
  scope: Scope,
  { name, line }: { name: string; line: string },
  limit: number,
): Promise<{ kind: "saved" | "search"; name: string; query: string; uses: number | null }[]> {
  const begins = (text: string) => `${text.replace(/[\\%_]/g, "\\$&")}%`;
  return db.execute(sql`
    (select 'saved' as kind, name, query, null::int as uses from saved_searches
      where owner_id = ${scope.ownerId} and name ilike ${begins(name)} and pictures = '[]' order by lower(name) limit ${limit})
    union all
    (select 'search', query, query, uses from search_history
      where owner_id = ${scope.ownerId} and query ilike ${begins(line)} and query <> ${line} order by used_at desc limit ${limit})`);
}
