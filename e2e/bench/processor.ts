import { sql } from "drizzle-orm";
import type { Db } from "@/lib/db/client";
import { measureCpu, measureCpuMs } from "./memory";

/** Processor time so far in milliseconds of a server's processes for this database, where they are on this machine. */
async function readServer(db: Db): Promise<Map<number, number>> {
  const rows = await db.execute<{ pid: number }>(sql`
    select pid from pg_stat_activity where datname = current_database() and inet_server_addr() is not null`);
  return new Map(rows.map(({ pid }) => [pid, measureCpuMs(pid)]));
}

/**
 * Gives also the processor time that `work` took, in units of `unitMs`, by process, e.g. "bench 12, decoder 30,
 * database 4": of this one, those below it, and a database server on this machine.
 */
export async function measureProcessor<T>(db: Db, work: () => Promise<T>, unitMs: number): Promise<{ result: T; cpu: string }> {
  const before = await readServer(db);
  const { result, cpuS } = await measureCpu(process.pid, work);
  const serverMs = [...(await readServer(db))].reduce((sum, [pid, ms]) => sum + ms - (before.get(pid) ?? 0), 0);
  const all = { ...cpuS, database: (cpuS.database ?? 0) + serverMs / 1_000 };
  const shown = Object.entries(all).map(([name, seconds]) => `${name} ${((seconds * 1_000) / unitMs).toFixed(0)}`);
  return { result, cpu: shown.filter((one) => !one.endsWith(" 0")).join(", ") };
}
