import { sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";

/**
 * Puts the kept picture in the place of those that go for it in its person's saved searches; which it stands for is kept
 * with it, the last one last, for `returnSearchPictures`. Safe to run again.
 */
export async function followKept(tx: Db, scope: Scope, keptId: string, goneIds: readonly string[]): Promise<void> {
  if (goneIds.length === 0) return;
  await tx.execute(sql`
    with searched as (
      select id from saved_searches where owner_id = ${scope.ownerId} and exists (
        select 1 from jsonb_array_elements(pictures) as picture where (picture ->> 'imageId')::uuid = any(${toUuids(goneIds)}))
      order by id for update)
    update saved_searches s set pictures = (
      select jsonb_agg(case when (picture ->> 'imageId')::uuid = any(${toUuids(goneIds)})
        then picture || jsonb_build_object('imageId', ${keptId}::text,
          'formerIds', coalesce(picture -> 'formerIds', '[]') || jsonb_build_array(picture ->> 'imageId'))
        else picture end order by at)
      from jsonb_array_elements(pictures) with ordinality as entries(picture, at))
    from searched where s.id = searched.id`);
}

/**
 * Puts pictures back into the saved searches in which these kept ones stand for them, unless somebody has changed the
 * search's pictures since. Safe to run again.
 */
export async function returnSearchPictures(tx: Db, scope: Scope, keptIds: readonly string[], goneIds: readonly string[]): Promise<void> {
  const isBack = sql`((picture ->> 'imageId')::uuid = any(${toUuids(keptIds)}) and (picture -> 'formerIds' ->> -1)::uuid = any(${toUuids(goneIds)}))`;
  await tx.execute(sql`
    with searched as (
      select id from saved_searches where owner_id = ${scope.ownerId} and exists (
        select 1 from jsonb_array_elements(pictures) as picture where ${isBack})
      order by id for update)
    update saved_searches s set pictures = (
      select jsonb_agg(case when ${isBack}
        then picture || jsonb_build_object('imageId', picture -> 'formerIds' ->> -1, 'formerIds', (picture -> 'formerIds') - (-1))
        else picture end order by at)
      from jsonb_array_elements(pictures) with ordinality as entries(picture, at))
    from searched where s.id = searched.id`);
}
