import { sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";
import type { DecidedPair } from "./decided-pairs";

/** Decisions of one query, so that none holds the embedded database for long. */
const decisionsPerQuery = 20_000;

/** What was decided about any of these images and any other one, and in which sets of unrelated pictures they are. */
export async function listDecidedOf(
  db: Db,
  scope: Scope,
  imageIds: readonly string[],
): Promise<{ decisions: DecidedPair[]; apart: ApartRow[] }> {
  if (imageIds.length === 0) return { decisions: [], apart: [] };
  const ids = toUuids(imageIds);
  const rows = await db.execute<DecidedPair | (ApartRow & { decision: null })>(sql`
    select image_id as "imageId", of_image_id as "ofImageId", decision, null::uuid as "setId" from duplicate_decisions
    where owner_id = ${scope.ownerId} and image_id = any(${ids})
    union
    select image_id, of_image_id, decision, null::uuid from duplicate_decisions
    where owner_id = ${scope.ownerId} and of_image_id = any(${ids})
    union all
    select image_id, null, null, set_id from unrelated_images
    where owner_id = ${scope.ownerId} and image_id = any(${ids})`);
  const decisions: DecidedPair[] = [];
  const apart: ApartRow[] = [];
  for (const row of rows) row.decision === null ? apart.push(row) : decisions.push(row);
  return { decisions, apart };
}

/** All that a person decided, page by page in the order of the key. */
export async function* listDecisions(db: Db, scope: Scope): AsyncGenerator<DecidedPair[]> {
  const first = "00000000-0000-0000-0000-000000000000";
  for (let after: Pick<DecidedPair, "imageId" | "ofImageId"> | undefined = { imageId: first, ofImageId: first }; after; ) {
    const rows: DecidedPair[] = await db.execute<DecidedPair>(sql`
      select image_id as "imageId", of_image_id as "ofImageId", decision from duplicate_decisions
      where owner_id = ${scope.ownerId} and (image_id, of_image_id) > (${after.imageId}::uuid, ${after.ofImageId}::uuid)
      order by image_id, of_image_id limit ${decisionsPerQuery}`);
    yield rows;
    after = rows.length < decisionsPerQuery ? undefined : rows.at(-1);
  }
}

/** A picture of a set in which no two have to do with each other. */
export type ApartRow = { setId: string; imageId: string };

/** In which sets of unrelated pictures these are. */
export async function listApartOf(db: Db, scope: Scope, imageIds: readonly string[]): Promise<ApartRow[]> {
  if (imageIds.length === 0) return [];
  return db.execute<ApartRow>(sql`
    select set_id as "setId", image_id as "imageId" from unrelated_images
    where owner_id = ${scope.ownerId} and image_id = any(${toUuids(imageIds)})`);
}

/** All sets of unrelated pictures of a person, page by page in the order of the key. */
export async function* listApart(db: Db, scope: Scope): AsyncGenerator<ApartRow[]> {
  const first = "00000000-0000-0000-0000-000000000000";
  for (let after: ApartRow | undefined = { setId: first, imageId: first }; after; ) {
    const rows: ApartRow[] = await db.execute<ApartRow>(sql`
      select set_id as "setId", image_id as "imageId" from unrelated_images
      where owner_id = ${scope.ownerId} and (set_id, image_id) > (${after.setId}::uuid, ${after.imageId}::uuid)
      order by set_id, image_id limit ${decisionsPerQuery}`);
    yield rows;
    after = rows.length < decisionsPerQuery ? undefined : rows.at(-1);
  }
}
