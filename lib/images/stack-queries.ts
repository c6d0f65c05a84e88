import { type SQL, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";
import { images } from "../db/schema/images";
import type { ImageView } from "./schema";

/** The stacks that own images are in, by image id: pictures of the library, the cover first, then by time. */
export async function listStacks(db: Db, scope: Scope, imageIds: readonly string[]): Promise<Map<string, NonNullable<ImageView["stack"]>>> {
  if (imageIds.length === 0) return new Map();
  const rows = await db.execute<{ askedId: string; coverId: string; imageIds: string[] }>(sql`
    select asked.id as "askedId", coalesce(asked.stacked_under, asked.id) as "coverId",
      array_agg(i.id::text order by i.stacked_under is not null, i.taken_local, i.id) as "imageIds"
    from images asked join images i on i.owner_id = asked.owner_id and i.place = 'library'
      and (i.id = coalesce(asked.stacked_under, asked.id) or i.stacked_under = coalesce(asked.stacked_under, asked.id))
    where asked.owner_id = ${scope.ownerId} and asked.id = any(${toUuids(imageIds)})
    group by asked.id, asked.stacked_under having count(*) > 1`);
  return new Map(rows.map(({ askedId, coverId, imageIds: ids }) => [askedId, { coverId, imageIds: ids }]));
}

/**
 * Whether an image stands for itself in a list: it is in no stack, or its stack's cover is not in that
 * list. `isListed` says of an id whether the list has it.
 */
export function isNotStacked(isListed?: (coverId: SQL) => SQL): SQL {
  const cover = sql`${images.stackedUnder}`;
  return isListed ? sql`(${cover} is null or not ${isListed(cover)})` : sql`${cover} is null`;
}
