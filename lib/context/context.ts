import type { Config } from "../config";
import type { Database } from "../db/client";
import type { Decoder } from "../imaging/decoder";
import type { Inference } from "../inference/client";
import type { Log } from "../log";
import type { Queue } from "../queue/queue";
import type { Storage } from "../storage/storage";

/** The time, so that tests can set it. */
export type Clock = { now(): Date };

/** Everything a domain function may use; each takes only its part (`Pick<Context, "db" | "storage">`). */
export type Context = {
  config: Config;
  db: Database["db"];
  storage: Storage;
  queue: Queue;
  inference: Inference;
  decoder: Decoder;
  log: Log;
  clock: Clock;
};
