import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { openDatabase } from "../client";
import { migrateDatabase } from "../migrate";
import { testTransactionIdleMs } from "../testing";
import { serveDatabase } from "./socket-server";

/**
 * A database in memory for tests, in a process of its own: `node test-database.mjs SOCKET TEMPLATE`.
 * The template is a migrated database as a file; it is made when it is absent. The database opens
 * at the first connection, and ends with its parent.
 */
async function openFromTemplate(template: string): Promise<PGlite> {
  if (existsSync(template)) return PGlite.create({ extensions: { vector }, loadDataDir: new Blob([readFileSync(template)]) });
  const database = await PGlite.create({ extensions: { vector } });
  await migrateOverSocket(database, path.join(path.dirname(socketPath), "new", ".s.PGSQL.5432"));
  const dump = await database.dumpDataDir("none");
  mkdirSync(path.dirname(template), { recursive: true });
  const unfinished = `${template}.${process.pid}`;
  writeFileSync(unfinished, new Uint8Array(await dump.arrayBuffer()));
  renameSync(unfinished, template);
  return database;
}

/** The migrations as the app runs them: over the wire. */
async function migrateOverSocket(inMemory: PGlite, ownPath: string): Promise<void> {
  const server = await serveDatabase({
    socketPath: ownPath,
    open: async () => inMemory,
    transactionIdleMs: testTransactionIdleMs,
  });
  const database = openDatabase({ database: { kind: "embedded", dir: "", socketPath: ownPath } }, { max: 1 });
  await migrateDatabase(database);
  await database.close();
  await server.close();
}

const [socketPath = "", template = ""] = process.argv.slice(2);
let opened: Promise<PGlite> | undefined;
await serveDatabase({
  socketPath,
  open: () => {
    opened ??= openFromTemplate(template);
    return opened;
  },
  transactionIdleMs: testTransactionIdleMs,
  onError: (error) => {
    console.error("The tests' database failed:", error);
    process.exit(1);
  },
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
