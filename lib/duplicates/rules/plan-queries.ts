import { type SQL, sql } from "drizzle-orm";
import type { Scope } from "../../auth/access";
import type { Db } from "../../db/client";
import { toUuids } from "../../db/columns";
import { limits } from "../../limits";
import { listFactsRows } from "../facts-queries";
import { foundPair, isOpen } from "../group-queries";
import { toPictureFacts } from "../picture-facts";
import type { RuleImage, RulePair } from "./plan-rules";
import { isOffLimits } from "./protected-queries";

/** Rows of one query, so that none holds the embedded database for long. */
const rowsPerQuery = 2_500;

const columns = sql`p.id, ${foundPair},
  case when jsonb_typeof(p.evidence->'agreement') = 'number' then (p.evidence->>'agreement')::float8 end as agreement,
  case when jsonb_typeof(p.evidence->'overlap') = 'number' then (p.evidence->>'overlap')::float8 end as overlap`;

/** Undecided evidence outside the trash, every layer of each pair, the oldest first, and whether this is all. */
export async function listRulePairs(db: Db, scope: Scope): Promise<{ pairs: RulePair[]; complete: boolean }> {
  const pairs: RulePair[] = [];
  let afterId = "00000000-0000-0000-0000-000000000000";
  while (pairs.length < limits.duplicates.groupPairsMax) {
    const rows = await db.execute<RulePair & { id: string }>(sql`
      select ${columns} from duplicate_pairs p where p.id > ${afterId} and ${isOpen(scope)} order by p.id limit ${rowsPerQuery}`);
    for (const row of rows) pairs.push(row);
    if (rows.length < rowsPerQuery) return { pairs, complete: true };
    afterId = rows.at(-1)?.id ?? afterId;
  }
  return { pairs, complete: false };
}

/**
 * Undecided evidence about an image, and among those that it repeats, as far as it is new: found since
 * the rule it may fit was last changed, and since a run was last undone. `since` says from when on.
 */
export async function listNewRulePairs(db: Db, scope: Scope, imageId: string, since: Date): Promise<RulePair[]> {
  const near = sql`select image_id from duplicate_pairs where owner_id = ${scope.ownerId} and of_image_id = ${imageId}
    union select of_image_id from duplicate_pairs where owner_id = ${scope.ownerId} and image_id = ${imageId} union select ${imageId}::uuid`;
  const isNew: SQL = sql`p.created_at > ${since.toISOString()}::timestamptz and p.created_at > coalesce(
    (select max(r.undone_at) from duplicate_rule_runs r where r.owner_id = ${scope.ownerId}), '-infinity'::timestamptz)`;
  return db.execute<RulePair & { id: string }>(sql`
    with near as materialized (select * from (${near}) ids limit ${limits.duplicates.groupImagesMax})
    select ${columns} from duplicate_pairs p
    where p.image_id in (select * from near) and p.of_image_id in (select * from near) and ${isOpen(scope)} and ${isNew} order by p.id`);
}

/** The images of pairs, with what rules ask about them, by id. */
export async function listRuleImages(db: Db, scope: Scope, imageIds: readonly string[]): Promise<Map<string, RuleImage>> {
  const images = new Map<string, RuleImage>();
  for (let at = 0; at < imageIds.length; at += rowsPerQuery) {
    const ids = imageIds.slice(at, at + rowsPerQuery);
    const collectionIds = await listCollectionIds(db, scope, ids);
    const offLimits = new Set(await listOffLimits(db, scope, ids));
    for (const row of await listFactsRows(db, scope, ids)) {
      const { id, sizeBytes, width, height } = row;
      const inCollections = collectionIds.get(id) ?? [];
      images.set(id, {
        id,
        sizeBytes,
        width,
        height,
        facts: toPictureFacts(row),
        collectionIds: inCollections,
        isOffLimits: offLimits.has(id),
      });
    }
  }
  return images;
}

async function listOffLimits(db: Db, scope: Scope, imageIds: readonly string[]): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select i.id from images i where i.owner_id = ${scope.ownerId} and i.id = any(${toUuids(imageIds)}) and ${isOffLimits(scope)}`);
  return rows.map(({ id }) => id);
}

async function listCollectionIds(db: Db, scope: Scope, imageIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db.execute<{ id: string; collectionIds: string[] }>(sql`
    select m.image_id as id, array_agg(m.collection_id::text) as "collectionIds" from memberships m
      join collections c on c.id = m.collection_id and c.owner_id = ${scope.ownerId}
    where m.image_id = any(${toUuids(imageIds)}) group by m.image_id`);
  return new Map(rows.map((row) => [row.id, row.collectionIds]));
}
