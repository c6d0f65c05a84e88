import { type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";
import { deferCommit } from "../db/deferred-commit";
import { limits } from "../limits";
import type { JobData, JobName } from "./queue";

/** Drizzle's view of connections; it also makes JSON values go as the text they are. */
export function toDb(connections: postgres.Sql): Db {
  return drizzle(connections) as unknown as Db;
}

/** Runs pg-boss's own SQL, with its values bound, on the given database or transaction. */
export async function executeSql(db: Db, text: string, values: readonly unknown[] = []): Promise<{ rows: Record<string, unknown>[] }> {
  const rows = await db.execute<Record<string, unknown>>(values.length === 0 ? sql.raw(text) : bindValues(text, values));
  return { rows: [...rows] };
}

/** `$1` of the text becomes the first value. Objects are bound as JSON, arrays as array literals of uuids. */
function bindValues(text: string, values: readonly unknown[]): SQL {
  const parts = text.split(/\$(\d+)/);
  return sql.join(parts.map((part, index) => (index % 2 === 0 ? sql.raw(part) : sql`${toBindable(values[Number(part) - 1])}`)));
}

function toBindable(value: unknown): unknown {
  if (Array.isArray(value)) return `{${value.join(",")}}`;
  if (value === undefined) return null;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

export type JobRow = { id: string; data: string | Record<string, unknown> };

/** The name as part of the statement: the planner then sees one partition, and each name has its own plan. */
const literal = (name: JobName): SQL => sql.raw(`'${name.replaceAll("'", "''")}'`);

/** What a job is for: the id in its data; jobs without data are one and the same. */
function keyOf(data: JobData[JobName]): string {
  return Object.values(data).join(":");
}

/** pg-boss's own column: 0 unless something is said. */
const priorities = { now: 0, behind: -1 };

/** The statement that adds jobs: of queues whose policy is `short`, one that waits already under its key is not added a second time. */
export function jobInsertion<N extends JobName>(name: N, data: readonly JobData[N][], when: "now" | "behind" = "now"): SQL {
  const { retriesMax, retryDelayS, expireS } = limits.job;
  const jobs = data.map((item) => ({ data: item, key: keyOf(item) }));
  return sql`
    insert into pgboss.job (name, policy, priority, data, singleton_key, retry_limit, retry_delay, retry_backoff, expire_in)
    select ${literal(name)}, 'short', ${priorities[when]}::int, job.data, job.key, ${retriesMax}::int, ${retryDelayS}::int, true, ${expireS}::int * interval '1 s'
    from jsonb_to_recordset(${JSON.stringify(jobs)}::jsonb) as job(data jsonb, key text)
    on conflict do nothing`;
}

/**
 * Brings jobs forward that wait behind others. They are locked in one order, so that two who ask for the same do not wait for
 * each other; they are found by pg-boss's index of keys, whose condition stands here.
 */
export async function bringForward<N extends JobName>(tx: Db, name: N, data: readonly JobData[N][]): Promise<void> {
  await tx.execute(sql`
    update pgboss.job set priority = ${priorities.now}::int where name = ${literal(name)} and id = any(array(
      select id from pgboss.job where name = ${literal(name)} and state = 'created' and policy = 'short'
        and coalesce(singleton_key, '') = any(array(select jsonb_array_elements_text(${JSON.stringify(data.map(keyOf))}::jsonb)))
        and priority < ${priorities.now}::int
      order by id for update))`);
}

/**
 * Removes jobs that are over, and takes some that wait, by priority and then the oldest first. One that had been taken before
 * uses up an attempt. Simpler than pg-boss's own statement, which also serves policies that our queues do not have.
 */
export async function takeWaiting(
  db: Db,
  name: JobName,
  count: number,
  doneIds: readonly string[],
): Promise<(JobRow & { isLastAttempt: boolean })[]> {
  const done =
    doneIds.length > 0
      ? sql`with done as (delete from pgboss.job where name = ${literal(name)} and id = any(${toUuids(doneIds)}) and ${deferCommit})`
      : sql``;
  const rows = await db.execute<JobRow & { isLastAttempt: boolean; priority: number; createdOn: string }>(sql`
    ${done} update pgboss.job set state = 'active', started_on = now(),
      retry_count = case when started_on is null then retry_count else retry_count + 1 end
    where name = ${literal(name)} and ${deferCommit} and id = any(array(
      select id from pgboss.job where name = ${literal(name)} and state < 'active' and start_after <= now()
      order by priority desc, created_on, id limit ${count} for update skip locked))
    returning id, data, retry_count >= retry_limit as "isLastAttempt", priority, created_on::text as "createdOn"`);
  return [...rows].sort((a, b) => b.priority - a.priority || (a.createdOn < b.createdOn ? -1 : 1));
}

/** Deletes jobs. */
export async function deleteJobs(db: Db, name: JobName, ids: readonly string[]): Promise<void> {
  await db.execute(sql`delete from pgboss.job where name = ${literal(name)} and id = any(${toUuids(ids)}) and ${deferCommit}`);
}

/** Whether pg-boss's tables are there. */
export async function isInstalled(db: Db): Promise<boolean> {
  const [row] = await db.execute<{ name: string | null }>(sql`select to_regclass('pgboss.version')::text as name`);
  return row?.name != null;
}

/**
 * Makes the index in whose order jobs are taken, see `takeWaiting`: with 100,000 waiting, taking eight is 9 ms
 * with it and 747 without (embedded; PostgreSQL 17: 7 and 450; medians of 15, in turns, at load 20).
 * pg-boss's own index holds these columns, but not in this order. Safe to run again.
 */
export async function createTakingIndex(tx: Db): Promise<void> {
  await tx.execute(sql`
    create index if not exists job_taking_idx on pgboss.job (name, priority desc, created_on, id) where state < 'active'`);
}

/** Ids of taken jobs whose time is over. */
export async function listExpired(db: Db): Promise<{ id: string; name: JobName }[]> {
  return db.execute<{ id: string; name: JobName }>(
    sql`select id, name from pgboss.job where state = 'active' and started_on + expire_in < now() limit 1000`,
  );
}

/** Starts the time of taken jobs anew. */
export async function touchJobs(db: Db, name: JobName, ids: readonly string[]): Promise<void> {
  await db.execute(
    sql`update pgboss.job set started_on = now() where name = ${literal(name)} and id = any(${toUuids(ids)}) and state = 'active' and ${deferCommit}`,
  );
}

/** Makes taken jobs wait again; without a time of start, taking them again uses up no attempt. */
export async function untakeJobs(db: Db, name: JobName, ids: readonly string[]): Promise<void> {
  await db.execute(
    sql`update pgboss.job set state = 'retry', started_on = null where name = ${literal(name)} and id = any(${toUuids(ids)}) and state = 'active'`,
  );
}

/** Makes every taken job wait again, or dead where it has no attempt left. */
export async function releaseAllTaken(db: Db): Promise<void> {
  await db.execute(sql`
    update pgboss.job set
      state = case when retry_count < retry_limit then 'retry' else 'failed' end::pgboss.job_state,
      completed_on = case when retry_count < retry_limit then null else now() end,
      start_after = now() - interval '1 ms'
    where state = 'active'`);
}

/** Jobs without an attempt left. */
export async function listFailed(db: Db, name: JobName): Promise<JobRow[]> {
  return db.execute<JobRow>(sql`select id, data from pgboss.job where name = ${literal(name)} and state = 'failed' order by id limit 1000`);
}
