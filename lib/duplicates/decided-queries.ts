import { type SQL, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";

/** A moment as text that loses nothing, and sorts as the moments do. */
const toText = (moment: SQL) => sql`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** All moments at which something was decided at once: one, or those of a run of rules. */
export type DecidedMoments = { decidedAt: string; runId: string | null; moments: string[] };

/**
 * When a person or their rules decided something that still holds, the latest first. Read by index, but for the
 * choices of rules, all of which are looked at: with 100,000 moments, 20,000 of them of 20 runs, a page is 75 ms, the first and a late
 * one, and 870 by a scan (PostgreSQL 17, least of five in turns, at load 11).
 */
export async function listDecidedMoments(
  db: Db,
  scope: Scope,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<DecidedMoments[]> {
  const { ownerId } = scope;
  const isBefore = (moment: SQL) => sql`${moment} < ${before ?? "infinity"}::timestamptz`;
  /** Of a table, those of which no run of rules is said. */
  const listSingly = (table: SQL) => sql`
    (select distinct decided_at from ${table}
      where owner_id = ${ownerId} and ${isBefore(sql`decided_at`)} and decided_at not in (select decided_at from runs)
      order by decided_at desc limit ${limit})`;
  const holds = (table: SQL) => sql`exists (select 1 from ${table} d where d.owner_id = ${ownerId} and d.decided_at = runs.decided_at)`;
  return db.execute<DecidedMoments>(sql`
    with runs as materialized (
      select distinct on (decided_at) (done ->> 'decidedAt')::timestamptz as decided_at, run.id
      from duplicate_rule_runs run, jsonb_array_elements(run.changes -> 'groups') as done
      where run.owner_id = ${ownerId} and run.undone_at is null and done ->> 'decidedAt' is not null),
    by_run as (
      select id, max(decided_at) as last, array_agg(decided_at) as moments from runs
      where ${holds(sql`duplicate_decisions`)} or ${holds(sql`unrelated_images`)}
      group by id having ${isBefore(sql`max(decided_at)`)} order by last desc limit ${limit}),
    singly as (${listSingly(sql`duplicate_decisions`)} union ${listSingly(sql`unrelated_images`)})
    select ${toText(sql`last`)} as "decidedAt", id as "runId", array(select ${toText(sql`moment`)} from unnest(moments) as moment) as moments
    from (select id, last, moments from by_run union all select null, decided_at, array[decided_at] from singly) decided
    order by last desc limit ${limit}`);
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
