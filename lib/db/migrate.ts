import path from "node:path";
import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { migrateQueue } from "../queue/migrate-queue";
import type { Database, Db } from "./client";

/** Where the generated migrations lie, below the folder of the project. */
export const migrationsFolder = path.join("drizzle", "migrations");

/**
 * Applies the migrations that the database does not have, and the queue's own tables, all in one
 * transaction; answers how many migrations there were. Several processes may do it at once: the
 * lock on the table of migrations lets one after another in, on a server and (where there is one
 * session only) on the embedded database.
 * Writes the same table as Drizzle's own migrator.
 */
export async function migrateDatabase(database: Pick<Database, "db">, folder: string = migrationsFolder): Promise<number> {
  const migrations = readMigrationFiles({ migrationsFolder: folder });
  await createMigrationTable(database.db);
  return database.db.transaction(async (tx) => {
    await tx.execute(sql`lock table drizzle.__drizzle_migrations in share row exclusive mode`);
    const [last] = await tx.execute<{ at: string | null }>(sql`select max(created_at) as at from drizzle.__drizzle_migrations`);
    const missing = migrations.filter((migration) => migration.folderMillis > Number(last?.at ?? -1));
    for (const migration of missing) {
      for (const statement of migration.sql) await tx.execute(sql.raw(statement));
      await tx.execute(
        sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${migration.hash}, ${migration.folderMillis})`,
      );
    }
    await migrateQueue(tx);
    return missing.length;
  });
}

/** Two processes that create the same thing at once: one of them is told of a clash, although it said "if not exists". */
async function createMigrationTable(db: Db): Promise<void> {
  for (let triesLeft = 3; ; triesLeft--) {
    try {
      await db.execute(sql`create schema if not exists drizzle`);
      await db.execute(
        sql`create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`,
      );
      return;
    } catch (error) {
      if (triesLeft === 1) throw error;
    }
  }
}
