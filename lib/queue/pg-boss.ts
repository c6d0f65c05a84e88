import PgBoss from "pg-boss";
import type postgres from "postgres";
import type { Db } from "../db/client";
import type { Log } from "../log";
import {
  bringForward,
  deleteJobs,
  executeSql,
  type JobRow,
  jobInsertion,
  listExpired,
  listFailed,
  releaseAllTaken,
  takeWaiting,
  toDb,
  touchJobs,
  untakeJobs,
} from "./queries";
import type { Job, JobName, Queue } from "./queue";

type Executor = { executeSql(text: string, values: unknown[]): Promise<{ rows: Record<string, unknown>[] }> };

/**
 * Durable jobs in Postgres by pg-boss, without its timers: nothing is polled, listened to or
 * locked beyond a row, so it works where all processes share one session ([Note: One session]).
 * The schema is made by `migrateQueue`. A finished job is deleted at once, so the tables stay small.
 */
export async function createQueue(sql: postgres.Sql, log: Log): Promise<Queue> {
  const db = toDb(sql);
  const boss = new PgBoss({ db: executorOf(db) });
  boss.on("error", (err) => log.error({ err }, "pg-boss failed"));
  return {
    async enqueue(tx, name, data, when) {
      if (data.length === 0) return;
      await tx.execute(jobInsertion(name, data, when));
      if (when !== "behind") await bringForward(tx, name, data);
    },
    take: async (name, count, done = []) =>
      (await takeWaiting(db, name, count, idsOf(done))).map((row) => toJob(name, row, row.isLastAttempt)),
    complete: (...jobs) => forEachName(jobs, (name, ids) => deleteJobs(db, name, ids)),
    fail: (job, reason) => boss.fail(job.name, job.id, { message: reason.slice(0, 1_000) }),
    giveBack: (jobs) => forEachName(jobs, (name, ids) => untakeJobs(db, name, ids)),
    keepAlive: (jobs) => forEachName(jobs, (name, ids) => touchJobs(db, name, ids)),
    async expireJobs() {
      for (const { name, id } of await listExpired(db)) {
        log.warn({ job: name, id }, "A job's worker has gone silent; the job comes back");
        await boss.fail(name, id, { message: "The worker went silent." });
      }
    },
    releaseTaken: () => releaseAllTaken(db),
    listDead: async (name) => (await listFailed(db, name)).map((row) => toJob(name, row, true)),
    close: async () => {},
  };
}

function executorOf(db: Db): Executor {
  return { executeSql: (text, values) => executeSql(db, text, values) };
}

function toJob<N extends JobName>(name: N, row: JobRow, isLastAttempt: boolean): Job<N> {
  const data = typeof row.data === "string" ? JSON.parse(row.data) : row.data;
  return { id: row.id, name, data, isLastAttempt };
}

function idsOf(jobs: readonly Job[]): string[] {
  return jobs.map((job) => job.id);
}

async function forEachName(jobs: readonly Job[], work: (name: JobName, ids: string[]) => Promise<void>): Promise<void> {
  for (const name of new Set(jobs.map((job) => job.name))) {
    await work(name, idsOf(jobs.filter((job) => job.name === name)));
  }
}
