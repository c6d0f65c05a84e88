import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pingDatabase } from "../db/ping";
import type { Context } from "./context";

const timeoutMs = 3_000;
/** Everybody may ask: however often they do, the parts are asked once in this time. */
const rememberMs = 1_000;
/** One file of each process, however often it is written. */
const probeName = `.health-${randomUUID()}`;

type Needs = Pick<Context, "db" | "inference" | "storage" | "clock">;
type Dependencies = { database: boolean; inference: boolean; storage: boolean };

/** What the health route tells everybody: names of parts and whether they answer, nothing else. */
export type Health = {
  time: string;
  /** The web process answers. */
  live: true;
  /** Everything that is needed to serve pages and uploads answers. Inference is not: search by words of names works without it. */
  ready: boolean;
  dependencies: Dependencies;
};

const asked = new WeakMap<object, { atMs: number; answer: Promise<Dependencies> }>();

/** Whether each part works, as of the last second; takes 3 s at most. */
export async function checkHealth(ctx: Needs): Promise<Health> {
  const nowMs = ctx.clock.now().getTime();
  let last = asked.get(ctx.db);
  if (!last || nowMs - last.atMs >= rememberMs || nowMs < last.atMs) {
    last = { atMs: nowMs, answer: askParts(ctx) };
    asked.set(ctx.db, last);
  }
  const dependencies = await last.answer;
  return { time: ctx.clock.now().toISOString(), live: true, ready: dependencies.database && dependencies.storage, dependencies };
}

/** What is told while not even the parts can be reached. */
export function unreachableHealth(): Health {
  const dependencies = { database: false, inference: false, storage: false };
  return { time: new Date().toISOString(), live: true, ready: false, dependencies };
}

async function askParts(ctx: Needs): Promise<Dependencies> {
  const [database, inference, storage] = await Promise.all([
    pingDatabase(ctx.db, timeoutMs),
    withinTime(ctx.inference.isReady()),
    withinTime(isWritable(ctx.storage.incomingDir)),
  ]);
  return { database, inference, storage };
}

function withinTime(answer: Promise<boolean>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), timeoutMs).unref());
  return Promise.race([answer.catch(() => false), late]);
}

async function isWritable(dir: string): Promise<boolean> {
  const probe = path.join(dir, probeName);
  await mkdir(dir, { recursive: true });
  await writeFile(probe, "writable");
  await rm(probe, { force: true });
  return true;
}
