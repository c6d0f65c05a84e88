import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pingDatabase } from "../db/ping";
import type { Context } from "./context";

const timeoutMs = 3_000;

/** What the health route tells everybody: names of parts and whether they answer, nothing else. */
export type Health = {
  time: string;
  /** The web process answers. */
  live: true;
  /** Everything that is needed to serve pages and uploads answers. Inference is not: search by words of names works without it. */
  ready: boolean;
  dependencies: { database: boolean; inference: boolean; storage: boolean };
};

/** Asks each part whether it works; takes 3 s at most. */
export async function checkHealth(ctx: Pick<Context, "db" | "inference" | "storage" | "clock">): Promise<Health> {
  const [database, inference, storage] = await Promise.all([
    pingDatabase(ctx.db, timeoutMs),
    withinTime(ctx.inference.isReady()),
    withinTime(isWritable(ctx.storage.incomingDir)),
  ]);
  return { time: ctx.clock.now().toISOString(), live: true, ready: database && storage, dependencies: { database, inference, storage } };
}

function withinTime(answer: Promise<boolean>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), timeoutMs).unref());
  return Promise.race([answer.catch(() => false), late]);
}

async function isWritable(dir: string): Promise<boolean> {
  const probe = path.join(dir, `.health-${randomUUID()}`);
  await mkdir(dir, { recursive: true });
  await writeFile(probe, "writable");
  await rm(probe);
  return true;
}
