import { type SQL, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";
import { images } from "../db/schema/images";
import { tileColumns } from "../images/queries";
import type { TileRow } from "../images/to-image-tile";

/** Which of a person's images: some by id, those of a collection, or all; never those in the trash. */
export type Chosen = { imageIds: readonly string[] } | { collectionId: string } | { all: true };

function isChosen(scope: Scope, chosen: Chosen): SQL {
  return sql`owner_id = ${scope.ownerId} and place <> 'trash' ${isAmong(chosen)}`;
}

function isAmong(chosen: Chosen): SQL {
  if ("imageIds" in chosen) return sql`and id = any(${toUuids(chosen.imageIds)})`;
  if ("collectionId" in chosen) return sql`and id in (select image_id from memberships where collection_id = ${chosen.collectionId})`;
  return sql``;
}

/** How many images are chosen. */
export async function countChosen(db: Db, scope: Scope, chosen: Chosen): Promise<number> {
  const [row] = await db.execute<{ count: number }>(sql`select count(*)::int as count from images where ${isChosen(scope, chosen)}`);
  return row?.count ?? 0;
}

/**
 * Forgets that steps were done for the next chosen images by id, and gives their ids; a failed one
 * waits again. Embeddings are remembered by model: `embedding` forgets those of every model.
 */
export async function forgetSteps(
  tx: Db,
  scope: Scope,
  chosen: Chosen,
  steps: readonly string[],
  page: { afterId: string | undefined; limit: number },
): Promise<string[]> {
  const names = JSON.stringify(steps);
  const after = page.afterId === undefined ? sql`` : sql`and id > ${page.afterId}`;
  const rows = await tx.execute<{ id: string }>(sql`
    update images set
      step_versions = (select coalesce(jsonb_object_agg(key, value), '{}'::jsonb) from jsonb_each(step_versions)
        where not ${names}::jsonb ? split_part(key, '/', 1)),
      status = case when status = 'failed' then 'pending' else status end,
      failure_reason = case when status = 'failed' then null else failure_reason end
    where id in (select id from images where ${isChosen(scope, chosen)} ${after}
      order by id limit ${page.limit} for no key update)
    returning id`);
  return rows.map((row) => row.id).sort();
}

/** A page of failed images outside the trash, newest first, and how many there are. */
export async function listFailed(
  db: Db,
  scope: Scope,
  page: { offset: number; limit: number },
): Promise<{ rows: TileRow[]; total: number }> {
  const isFailed = sql`${images.ownerId} = ${scope.ownerId} and ${images.status} = 'failed' and ${images.processingSince} is null and ${images.place} <> 'trash'`;
  const rows = await db
    .select(tileColumns)
    .from(images)
    .where(isFailed)
    .orderBy(sql`${images.id} desc`)
    .offset(page.offset)
    .limit(page.limit);
  return { rows, total: await db.$count(images, isFailed) };
}
