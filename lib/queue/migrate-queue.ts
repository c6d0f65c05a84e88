import PgBoss from "pg-boss";
import type { Db } from "../db/client";
import { createTakingIndex, executeSql, isInstalled } from "./queries";
import type { JobName } from "./queue";

const names: JobName[] = ["ingest-image", "import-folder", "process-again", "index-features", "housekeeping"];

/**
 * Makes pg-boss's tables and our queues, once, with the other migrations, so that the web can add
 * jobs before a worker ever ran. Safe to run again; the caller's transaction holds the lock on migrations.
 *
 * pg-boss is pinned: a version with another schema needs `PgBoss.getMigrationPlans` here.
 */
export async function migrateQueue(tx: Db): Promise<void> {
  if (!(await isInstalled(tx))) await executeSql(tx, withoutTransaction(PgBoss.getConstructionPlans()));
  const boss = new PgBoss({ db: { executeSql: (text, values) => executeSql(tx, text, values) } });
  // One waiting job for each thing to do: `short` ignores a second one with the same key.
  for (const name of names) await boss.createQueue(name, { name, policy: "short" });
  await createTakingIndex(tx);
}

/** pg-boss wraps its plan in a transaction and an advisory lock; the caller has both. */
function withoutTransaction(plan: string): string {
  return plan.replace(/^\s*BEGIN;[\s\S]*?(?=CREATE SCHEMA)/, "").replace(/COMMIT;\s*$/, "");
}
