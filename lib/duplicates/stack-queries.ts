import { type SQL, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";

/** Puts pictures, with all that is stacked under them, under a cover; the cover leaves whatever stack it was in. */
export async function stackUnder(tx: Db, scope: Scope, coverId: string, imageIds: readonly string[]): Promise<void> {
  const ids = toUuids(imageIds.filter((id) => id !== coverId));
  const put = (which: SQL, under: SQL) =>
    tx.execute(sql`
      update images set stacked_under = ${under} where owner_id = ${scope.ownerId} and ${which} and stacked_under is distinct from ${under}`);
  await put(sql`id = ${coverId}`, sql`null::uuid`);
  await put(sql`id = any(${ids})`, sql`${coverId}::uuid`);
  await put(sql`stacked_under = any(${ids}) and id <> ${coverId}`, sql`${coverId}::uuid`);
}

/** Takes pictures out of their stacks; what stays of a stack without its cover is handed to the next picture by time. */
export async function unstack(tx: Db, scope: Scope, imageIds: readonly string[]): Promise<void> {
  const ids = toUuids(imageIds);
  await tx.execute(
    sql`update images set stacked_under = null where owner_id = ${scope.ownerId} and id = any(${ids}) and stacked_under is not null`,
  );
  await tx.execute(sql`
    with next as (
      select distinct on (stacked_under) stacked_under as old_id, id as cover_id from images
      where owner_id = ${scope.ownerId} and stacked_under = any(${ids})
      order by stacked_under, place <> 'library', taken_local, id)
    update images set stacked_under = nullif(next.cover_id, images.id) from next
    where images.owner_id = ${scope.ownerId} and images.stacked_under = next.old_id`);
}

/** Takes those of these pictures out of their stacks whose cover is among them too. */
export async function unstackAmong(tx: Db, scope: Scope, imageIds: readonly string[]): Promise<void> {
  const ids = toUuids(imageIds);
  await tx.execute(sql`
    update images set stacked_under = null where owner_id = ${scope.ownerId} and id = any(${ids}) and stacked_under = any(${ids})`);
}

/** Every picture of the stacks that these are in, with its cover (itself, of a cover), by id. */
export async function listStacked(db: Db, scope: Scope, imageIds: readonly string[]): Promise<{ id: string; coverId: string }[]> {
  const ids = toUuids(imageIds);
  return db.execute(sql`
    with covers as (select distinct coalesce(stacked_under, id) as id from images where owner_id = ${scope.ownerId} and id = any(${ids}))
    select i.id, coalesce(i.stacked_under, i.id) as "coverId" from images i
    where i.owner_id = ${scope.ownerId} and (i.id in (select id from covers) or i.stacked_under in (select id from covers)) order by i.id`);
}
