import { type SQL, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";

/** A moment as text that loses nothing, and sorts as the moments do. */
const toText = (moment: SQL) => sql`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** All moments at which something was decided at once: one, or those of a run of rules. */
export type DecidedMoments = { decidedAt: string; runId: string | null; moments: string[] };

/** When a person or their rules decided something that still holds, the latest first. */
export async function listDecidedMoments(
  db: Db,
  scope: Scope,
  page: { before: string | undefined; limit: number },
): Promise<DecidedMoments[]> {
  const { ownerId } = scope;
  const last = sql`max(decided_at)`;
  return db.execute<DecidedMoments>(sql`
    with runs as materialized (
      select distinct on (decided_at) (done ->> 'decidedAt')::timestamptz as decided_at, run.id
      from duplicate_rule_runs run, jsonb_array_elements(run.changes -> 'groups') as done
      where run.owner_id = ${ownerId} and run.undone_at is null)
    select ${toText(last)} as "decidedAt", runs.id as "runId", array_agg(${toText(sql`decided_at`)}) as moments
    from (
      select decided_at from duplicate_decisions where owner_id = ${ownerId}
      union select decided_at from unrelated_images where owner_id = ${ownerId}) decided
    left join runs using (decided_at)
    group by runs.id, case when runs.id is null then decided_at end
    having ${page.before ? sql`${last} < ${page.before}::timestamptz` : sql`true`}
    order by ${last} desc limit ${page.limit}`);
}

/** A picture about which something was decided at a moment. */
export type DecidedImage = {
  decidedAt: string;
  id: string;
  isTrashed: boolean;
  isDuplicate: boolean;
  isAlternate: boolean;
};

/** What was decided about at these moments; those outside the trash first, the oldest first. */
export async function listDecidedImages(db: Db, scope: Scope, moments: readonly string[]): Promise<DecidedImage[]> {
  if (moments.length === 0) return [];
  const { ownerId } = scope;
  const wanted = sql`decided_at = any(${`{${moments.join(",")}}`}::timestamptz[])`;
  return db.execute<DecidedImage>(sql`
    select ${toText(sql`decided_at`)} as "decidedAt", i.id, i.place = 'trash' as "isTrashed",
      bool_or(decision = 'duplicate') as "isDuplicate", bool_or(decision = 'alternate') as "isAlternate"
    from (
      select decided_at, decision, unnest(array[image_id, of_image_id]) as id from duplicate_decisions where owner_id = ${ownerId} and ${wanted}
      union all select decided_at, 'not-related', image_id from unrelated_images where owner_id = ${ownerId} and ${wanted}) decided
    join images i on i.id = decided.id and i.owner_id = ${ownerId}
    group by decided_at, i.id, i.place order by i.place = 'trash', i.id`);
}
