import path from "node:path";
import { sql } from "drizzle-orm";
import type { Config } from "../config";
import { migrateQueue } from "../queue/migrate-queue";
import { type Database, openDatabase } from "./client";

/** Where this test's database is: one per worker of vitest, set up by vitest's global set-up. */
export function testDatabaseConfig(): Config["database"] {
  const worker = process.env.VITEST_POOL_ID ?? "1";
  const server = process.env.TEST_DATABASE_URL;
  if (server) {
    const url = new URL(server);
    url.pathname = `/${process.env.MAGPIE_TEST_DATABASES}_${worker}`;
    return { kind: "server", url: url.href };
  }
  const dir = path.join(process.env.MAGPIE_TEST_DATABASES ?? "", worker);
  return { kind: "embedded", dir, socketPath: path.join(dir, ".s.PGSQL.5432") };
}

/** Between two queries of a transaction a test may render a page, which on a busy machine takes longer than anybody may. */
export const testTransactionIdleMs = 120_000;

/** A migrated, empty database for one test file, in which every deadlock is an error; call `close` when done. */
export async function openTestDatabase(): Promise<Database> {
  const database = openDatabase({ database: testDatabaseConfig() }, { deadlockTries: 1, transactionIdleMs: testTransactionIdleMs });
  await migrateQueue(database.db);
  await emptyDatabase(database);
  return database;
}

/** Removes every row, the partitions of models, and what waits in the queue. */
export async function emptyDatabase({ db }: Pick<Database, "db">): Promise<void> {
  const partitions = await db.execute<{ name: string }>(
    sql`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'public.embeddings'::regclass`,
  );
  for (const { name } of partitions) await db.execute(sql.raw(`drop table ${name} cascade`));
  const tables = await db.execute<{ name: string }>(sql`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition
      and (n.nspname = 'public' or (n.nspname = 'pgboss' and c.relname in ('job', 'archive', 'schedule', 'subscription')))`);
  const names = tables.map((table) => table.name).join(", ");
  await db.execute(sql.raw(`truncate ${names} restart identity cascade`));
}
