import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";
import { limits } from "../../limits";
import { migrationsFolder } from "../migrate";
import { serveDatabase } from "./socket-server";

/**
 * A database in memory for tests, in a process of its own: `node test-server.mjs SOCKET TEMPLATE`.
 * The template is a migrated database as a file; it is made when it is absent. The database opens
 * at the first connection, and ends with its parent.
 */
async function openFromTemplate(template: string): Promise<PGlite> {
  if (existsSync(template)) return PGlite.create({ extensions: { vector }, loadDataDir: new Blob([readFileSync(template)]) });
  const database = await PGlite.create({ extensions: { vector } });
  await migrate(drizzle(database), { migrationsFolder });
  const dump = await database.dumpDataDir("none");
  mkdirSync(path.dirname(template), { recursive: true });
  const unfinished = `${template}.${process.pid}`;
  writeFileSync(unfinished, new Uint8Array(await dump.arrayBuffer()));
  renameSync(unfinished, template);
  return database;
}

const [socketPath = "", template = ""] = process.argv.slice(2);
let opened: Promise<PGlite> | undefined;
await serveDatabase({
  socketPath,
  open: () => {
    opened ??= openFromTemplate(template);
    return opened;
  },
  transactionIdleMs: limits.database.transactionIdleMs,
  onError: (error) => {
    console.error("The tests' database failed:", error);
    process.exit(1);
  },
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
