import { type Config, readConfig } from "../config";
import { openDatabase } from "../db/client";
import { createDecoder } from "../imaging/decoder";
import { createInference } from "../inference/client";
import { createLog } from "../log";
import { createQueue } from "../queue/pg-boss";
import { createDiskStorage } from "../storage/disk";
import type { Context } from "./context";

/** A context and how to let go of what it holds (connections, decoder children). */
export type OpenContext = Context & { close(): Promise<void> };

/** Wires the parts of one process together: the only place that does. */
export async function createContext(name: string, config: Config = readConfig()): Promise<OpenContext> {
  const log = createLog(name, config.logLevel);
  const database = openDatabase(config);
  const queue = await createQueue(database.sql, log);
  const decoder = createDecoder({ config, log });
  return {
    config,
    db: database.db,
    storage: createDiskStorage(config),
    queue,
    inference: createInference(config),
    decoder,
    log,
    clock: { now: () => new Date() },
    async close() {
      await decoder.close();
      await queue.close();
      await database.close();
    },
  };
}
