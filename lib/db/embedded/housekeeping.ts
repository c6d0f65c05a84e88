import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import type { Log } from "../../log";
import type { SocketServer } from "./socket-server";

const checkpointEveryMs = 300_000;
const checkpointWalBytes = 64 * 1_048_576;
/** No client has said anything for this long. */
const quietMs = 3_000;
/** Dead rows that make a table worth a VACUUM: a fixed number and a share of its rows, as autovacuum counts. */
const deadRowsMin = 1_000;
const deadShareMin = 0.1;
/** However busy the clients are, a table that has churned this often over is vacuumed. */
const deadShareUrgent = 1;

/** How many rows of a table had been changed when it was last vacuumed. */
type Vacuumed = Map<string, number>;

/**
 * Does what a Postgres server does in the background and single-user Postgres does not: CHECKPOINT
 * each 64 MB of write-ahead log or 5 minutes, and VACUUM (ANALYZE) of tables with many changed
 * rows, one at a time, when the clients are quiet. Answers how to stop it.
 */
export function keepHouse(server: SocketServer, dir: string, log: Log, tickMs = 5_000): () => void {
  const vacuumed: Vacuumed = new Map();
  let checkpointAt = Date.now();
  let checkpointWal = walPosition(dir);
  let busy = false;
  let changed = true;
  const tick = async () => {
    const wal = walPosition(dir);
    changed ||= server.lastActivity() > checkpointAt;
    const due = wal - checkpointWal >= checkpointWalBytes || (changed && Date.now() - checkpointAt >= checkpointEveryMs);
    if (due) {
      checkpointAt = Date.now();
      checkpointWal = wal;
      changed = false;
      await server.runAlone((database) => database.exec("checkpoint"));
    }
    const quiet = Date.now() - server.lastActivity() >= quietMs;
    const table = await server.runAlone((database) => vacuumOne(database, vacuumed, quiet ? deadShareMin : deadShareUrgent));
    if (table) log.debug({ table }, "vacuumed");
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    tick()
      .catch((err: unknown) => log.warn({ err }, "housekeeping failed"))
      .finally(() => {
        busy = false;
      });
  }, tickMs);
  return () => clearInterval(timer);
}

/** Number of the newest segment of write-ahead log times its size: grows by 16 MB at a time. */
export function walPosition(dir: string): number {
  const segments = readdirSync(path.join(dir, "pg_wal")).filter((name) => /^[0-9A-F]{24}$/.test(name));
  const newest = segments
    .map((name) => ({ name, at: statSync(path.join(dir, "pg_wal", name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at)[0];
  if (!newest) return 0;
  return (Number.parseInt(newest.name.slice(8, 16), 16) * 256 + Number.parseInt(newest.name.slice(16), 16)) * 16 * 1_048_576;
}

/** Vacuums the table with the most rows changed since it was last vacuumed, if those are enough; answers its name. */
export async function vacuumOne(database: PGlite, vacuumed: Vacuumed, shareMin: number): Promise<string | undefined> {
  await database.query("select pg_stat_force_next_flush()");
  const { rows } = await database.query<{ name: string; changes: number; live: number }>(`
    select format('%I.%I', schemaname, relname) as name, (n_tup_ins + n_tup_upd + n_tup_del)::float8 as changes, n_live_tup::float8 as live
    from pg_stat_user_tables`);
  const churn = rows
    .map((row) => ({ ...row, since: row.changes - (vacuumed.get(row.name) ?? 0) }))
    .filter((row) => row.since >= deadRowsMin && row.since >= shareMin * row.live)
    .sort((a, b) => b.since - a.since)[0];
  if (!churn) return undefined;
  vacuumed.set(churn.name, churn.changes);
  await database.exec(`vacuum (analyze) ${churn.name}`);
  return churn.name;
}
