import { fork } from "node:child_process";
import { mkdirSync, statfsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Config, readConfig } from "../../config";
import { limits } from "../../limits";
import { createLog } from "../../log";
import { cannotRunExitCode, exitWithParent, reportReady } from "../../process";
import { DataFolderInUse, lockDataFolder } from "./data-folder-lock";
import { keepHouse } from "./housekeeping";
import { makeDatabase, openDurable } from "./open-durable";
import { serveDatabase } from "./socket-server";

/** An empty database takes about 45 MB, and its first write-ahead log 32 MB more. */
const createBytesMin = 128 * 1_048_576;

async function run(config: Config): Promise<void> {
  if (config.database.kind !== "embedded") return cannotRun("DATABASE_URL is set: the embedded database has nothing to do.");
  const { dir, socketPath } = config.database;
  const log = createLog("database", config.logLevel);
  mkdirSync(config.dataDir, { recursive: true });
  const free = statfsSync(config.dataDir);
  if (free.bavail * free.bsize < createBytesMin) {
    return cannotRun(`The disk is full: the database needs at least 128 MB free below ${config.dataDir}.`);
  }
  const lock = lockDataFolder(config.dataDir, () => {
    log.fatal("the lock of the data folder is gone: stopping, before another instance opens the same database");
    process.exit(1);
  });
  process.on("exit", () => lock.release());
  const database = await openDurable(dir, makeApart);
  const server = await serveDatabase({
    socketPath,
    open: async () => database,
    transactionIdleMs: limits.database.transactionIdleMs,
    onError: (err) => {
      log.fatal({ err }, "the database failed");
      process.exit(1);
    },
  });
  const stopHousekeeping = keepHouse(server, log);
  exitWithParent(async () => {
    stopHousekeeping();
    await server.close();
    await database.close();
  });
  reportReady();
}

const makeFlag = "--make";

/** In a process of its own, since what that leaves behind in memory would stay as long as this one runs. It ends with this one. */
async function makeApart(draft: string): Promise<void> {
  const maker = fork(fileURLToPath(import.meta.url), [makeFlag, draft]);
  const code = await new Promise<number | null>((resolve, reject) => maker.once("exit", resolve).once("error", reject));
  if (code === cannotRunExitCode) process.exit(code);
  if (code !== 0) throw new Error(`The process that makes the database ended with ${code}.`);
}

async function make(draft: string): Promise<void> {
  process.on("disconnect", () => process.exit(1));
  await makeDatabase(draft);
  process.exit(0);
}

function cannotRun(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(cannotRunExitCode);
}

const [flag, draft] = process.argv.slice(2);
try {
  if (flag === makeFlag && draft) await make(draft);
  else await run(readConfig());
} catch (error) {
  if (error instanceof DataFolderInUse) cannotRun(error.message);
  if ((error as NodeJS.ErrnoException).code === "ENOSPC") cannotRun("The disk is full: the database cannot be opened.");
  throw error;
}
