import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { Config } from "@/lib/config";
import { openDatabase } from "@/lib/db/client";
import { formatTable } from "../eval/table";
import { fillLibrary } from "./fill-library";

const rounds = 5;
const settleMs = 20_000;

/** Fills the embedded database with rows, rewrites each as ingest does, deletes them, and does so again: data and log must stay flat. */
export async function measureChurn(config: Config, ownerId: string, rowsPerRound: number): Promise<void> {
  const { sql, close } = openDatabase(config);
  const rows: (string | number)[][] = [];
  for (let round = 1; round <= rounds; round++) {
    await fillLibrary(sql, ownerId, rowsPerRound);
    for (let time = 0; time < 3; time++) await sql`update images set processing_since = now() where owner_id = ${ownerId}`;
    await sql`delete from images where owner_id = ${ownerId}`;
    await sql`delete from tombstones where owner_id = ${ownerId}`;
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    rows.push([round, rowsPerRound, mib(path.join(config.dataDir, "database/base")), mib(path.join(config.dataDir, "database/pg_wal"))]);
  }
  await close();
  console.log(`\nThe embedded database after writing, rewriting three times and deleting, ${settleMs / 1_000} s of quiet each`);
  console.log(formatTable(["round", "rows", "data, MiB", "write-ahead log, MiB"], rows));
}

function mib(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
  return (bytes / 2 ** 20).toFixed(0);
}
