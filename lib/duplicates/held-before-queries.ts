import { sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";

/**
 * Which of these images were held until something was decided that `forgetDecisionsAmong` forgets of the same images, or
 * until something about which nothing is noted down any more: it was kept alone, or what it repeated is deleted for good.
 */
export async function listHeldBefore(tx: Db, scope: Scope, imageIds: readonly string[]): Promise<string[]> {
  const ids = toUuids(imageIds);
  const rows = await tx.execute<{ id: string }>(sql`
    with whole as materialized (
      select set_id from unrelated_images where set_id in (select set_id from unrelated_images where image_id = any(${ids}))
      group by set_id having bool_and(image_id = any(${ids})))
    select i.id from images i where i.owner_id = ${scope.ownerId} and i.id = any(${ids}) and i.held_until is not null and (
      exists (select 1 from duplicate_decisions d where d.image_id = i.id and d.decided_at = i.held_until and d.of_image_id = any(${ids}))
      or exists (select 1 from duplicate_decisions d where d.of_image_id = i.id and d.decided_at = i.held_until and d.image_id = any(${ids}))
      or exists (select 1 from unrelated_images u where u.image_id = i.id and u.decided_at = i.held_until and u.set_id in (select set_id from whole))
      or not exists (select 1 from duplicate_decisions d where d.image_id = i.id)
        and not exists (select 1 from duplicate_decisions d where d.of_image_id = i.id)
        and not exists (select 1 from unrelated_images u where u.image_id = i.id))`);
  return rows.map(({ id }) => id);
}
