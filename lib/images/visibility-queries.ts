import { type SQL, sql } from "drizzle-orm";
import type { ViewScope } from "../auth/access";
import type { Db } from "../db/client";
import { images } from "../db/schema/images";

/** Ways in which a viewer comes to an image by collections; also of the viewer's own collections that others add to. */
const ways = (scope: ViewScope) => sql`memberships m
  join collection_access a on a.collection_id = m.collection_id and a.user_id = ${scope.viewerId}
  join collections c on c.id = m.collection_id where m.image_id = ${images.id}`;

/** Whether an image is the viewer's own, or is in the library of another and in a collection that the viewer may see. */
export function isVisible(scope: ViewScope): SQL {
  return sql`(${images.ownerId} = ${scope.viewerId} or (${images.place} = 'library' and exists (select 1 from ${ways(scope)})))`;
}

/**
 * What the viewer is to an image of somebody else, for `authorize`: the largest rank, at most an
 * editor's; and whether a collection on the way allows details and originals. Select them beside
 * `ownerId`; all are null for images in no shared collection.
 */
export function standingColumns(scope: ViewScope) {
  return {
    rank: sql<number | null>`(select least(max(a.rank), 3) from ${ways(scope)})`,
    sharesDetails: sql<boolean | null>`(select bool_or(c.share_details) from ${ways(scope)})`,
    sharesOriginals: sql<boolean | null>`(select bool_or(c.share_originals) from ${ways(scope)})`,
  };
}

/** Whether the viewer may know the details of an image that they see: it is their own, or a collection on the way shares them. */
export function knowsDetails(scope: ViewScope): SQL {
  return sql`(${images.ownerId} = ${scope.viewerId} or exists (select 1 from ${ways(scope)} and c.share_details))`;
}

/** A collection that the viewer may see, also by the name `default`. */
export async function findSeenCollection(
  db: Db,
  scope: ViewScope,
  collectionId: string,
): Promise<{ id: string; name: string } | undefined> {
  const which = collectionId === "default" ? sql`c.is_default and c.owner_id = ${scope.viewerId}` : sql`c.id = ${collectionId}`;
  const [row] = await db.execute<{ id: string; name: string }>(sql`
    select c.id, c.name from collections c where ${which}
      and exists (select 1 from collection_access a where a.collection_id = c.id and a.user_id = ${scope.viewerId}) limit 1`);
  return row;
}
