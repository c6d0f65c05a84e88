import type { PGlite } from "@electric-sql/pglite";
import type { Log } from "../../log";
import type { SocketServer } from "./socket-server";

const flushEveryMs = 1_000;
const checkpointEveryMs = 300_000;
const checkpointWalBytes = 64 * 1_048_576;
/** The clients are quiet when they used less than this share of the time; a worker that polls is. */
const busyShareQuiet = 0.1;
/** Dead rows that make a table worth a VACUUM: a fixed number and a share of its rows, as autovacuum counts. */
const deadRowsMin = 1_000;
const deadShareMin = 0.1;
/** However busy the clients are, a table that has churned this often over is vacuumed. */
const deadShareUrgent = 1;

/** How many rows of a table had been changed when it was last vacuumed. */
type Vacuumed = Map<string, number>;

/**
 * Does what a Postgres server does in the background and single-user Postgres does not: CHECKPOINT
 * each 64 MB of write-ahead log or 5 minutes, VACUUM (ANALYZE) of tables with many changed rows, one
 * at a time, when the clients are quiet, and each second the writing of what deferred commits left
 * in memory ([Note: Deferred commits]). Answers how to stop it.
 */
export function keepHouse(server: SocketServer, log: Log, tickMs = 5_000): () => void {
  const vacuumed: Vacuumed = new Map();
  let checkpointAt = Date.now();
  let checkpointWal: number | undefined;
  let busyBefore = server.busyMs();
  const checkpoint = async (database: PGlite) => {
    const written = await walBytes(database);
    checkpointWal ??= written;
    const waited = Date.now() - checkpointAt >= checkpointEveryMs && written > checkpointWal;
    if (written - checkpointWal < checkpointWalBytes && !waited) return;
    await database.exec("checkpoint");
    checkpointAt = Date.now();
    checkpointWal = await walBytes(database);
  };
  const tick = async () => {
    const quiet = server.busyMs() - busyBefore < busyShareQuiet * tickMs;
    await server.runAlone(checkpoint);
    const table = await server.runAlone((database) => vacuumOne(database, vacuumed, quiet ? deadShareMin : deadShareUrgent));
    if (table) log.debug({ table }, "vacuumed");
    busyBefore = server.busyMs();
  };
  const repeat = (work: () => Promise<void>, everyMs: number) => {
    let busy = false;
    return setInterval(() => {
      if (busy) return;
      busy = true;
      work()
        .catch((err: unknown) => log.warn({ err }, "housekeeping failed"))
        .finally(() => {
          busy = false;
        });
    }, everyMs);
  };
  const timers = [repeat(tick, tickMs), repeat(() => server.runAlone(flushWal), flushEveryMs)];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

/** Writes what deferred commits left in memory to the disk, if there is anything. */
export async function flushWal(database: PGlite): Promise<void> {
  await database.exec(`
    select pg_logical_emit_message(false, 'magpie', '', true) where pg_current_wal_insert_lsn() > pg_current_wal_flush_lsn()`);
}

/** Bytes of write-ahead log that were ever written. */
export async function walBytes(database: PGlite): Promise<number> {
  const { rows } = await database.query<{ bytes: number }>("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as bytes");
  return rows[0]?.bytes ?? 0;
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
