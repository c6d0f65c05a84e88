import { fork } from "node:child_process";
import path from "node:path";
import type { Config } from "@/lib/config";
import { type Database, openDatabase } from "@/lib/db/client";
import { migrateDatabase } from "@/lib/db/migrate";
import { createAccount } from "../fixtures/account";
import type { MeasuredLibrary } from "./open-library";

/** A person's empty library in a database: the embedded one in the measured library's folder, or DATABASE_URL. */
export type MeasuredDatabase = Database & { userId: string; close(): Promise<void> };

/** Starts the database process, migrates and makes an account of a name that is not taken. */
export async function openMeasuredDatabase({ config }: Pick<MeasuredLibrary, "config">): Promise<MeasuredDatabase> {
  const stop = config.database.kind === "embedded" ? await startDatabase(config) : async () => {};
  const database = openDatabase(config, { statementTimeoutMs: 0 });
  await migrateDatabase(database);
  const { userId } = await createAccount(config, `measured-${Date.now().toString(36)}`);
  return {
    ...database,
    userId,
    async close() {
      await database.close();
      await stop();
    },
  };
}

async function startDatabase(config: Config): Promise<() => Promise<void>> {
  const env = { ...process.env, DATA_DIR: config.dataDir, LOG_LEVEL: "error" };
  const child = fork(path.join(config.rootDir, "dist/database.mjs"), { env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => reject(new Error(`The database process ended with code ${code}.`)));
  });
  return async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.disconnect();
    await ended;
  };
}
