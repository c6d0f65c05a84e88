import { sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";
import type { images } from "../db/schema/images";

type ImageRow = typeof images.$inferSelect;

/** What is known of a picture that tells it from another of the same thing. */
export type FactsRow = Pick<
  ImageRow,
  | "id"
  | "originalName"
  | "contentType"
  | "sizeBytes"
  | "width"
  | "height"
  | "quality"
  | "exif"
  | "title"
  | "description"
  | "tags"
  | "rating"
  | "favourite"
  | "takenLocal"
  | "takenSource"
  | "cameraMake"
  | "cameraModel"
  | "latitude"
  | "longitude"
> & {
  collectionCount: number;
  /** It is in a collection that no rule touches. */
  isProtected: boolean;
};

/** The facts of images by id, in no order; ids outside the scope are left out. */
export async function listFactsRows(db: Db, scope: Scope, imageIds: readonly string[]): Promise<FactsRow[]> {
  if (imageIds.length === 0) return [];
  const rows = await db.execute<Omit<FactsRow, "sizeBytes"> & { sizeBytes: string }>(sql`
    select i.id, i.original_name as "originalName", i.content_type as "contentType", i.size_bytes::text as "sizeBytes", i.width, i.height,
      i.quality, i.exif, i.title, i.description, i.tags, i.rating, i.favourite, i.taken_local::text as "takenLocal",
      i.taken_source as "takenSource", i.camera_make as "cameraMake", i.camera_model as "cameraModel", i.latitude, i.longitude,
      count(c.id) filter (where c.owner_id = i.owner_id)::int as "collectionCount", coalesce(bool_or(c.is_protected), false) as "isProtected"
    from images i left join memberships m on m.image_id = i.id
      left join collections c on c.id = m.collection_id
    where i.owner_id = ${scope.ownerId} and i.id = any(${toUuids(imageIds)}) group by i.id`);
  return rows.map((row) => ({ ...row, sizeBytes: Number(row.sizeBytes) }));
}
