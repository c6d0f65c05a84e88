import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { healthView } from "../about/schema";
import type { Database } from "../db/client";
import { openTestDatabase } from "../db/testing";
import { checkHealth, unreachableHealth } from "./check-health";

let database: Database;
let dir: string;
beforeAll(async () => {
  database = await openTestDatabase();
  dir = await mkdtemp(path.join(os.tmpdir(), "magpie-health-"));
});
afterAll(async () => {
  await database.close();
  await rm(dir, { recursive: true, force: true });
});

/** A server whose parts answer as told, at a time that the test sets. */
function createServer(incomingDir: string) {
  let nowMs = Date.parse("2026-01-01T00:00:00Z");
  let asks = 0;
  const isReady = async () => {
    asks++;
    return true;
  };
  const ctx = {
    db: Object.create(database.db),
    inference: { isReady },
    storage: { incomingDir },
    clock: { now: () => new Date(nowMs) },
  } as unknown as Parameters<typeof checkHealth>[0];
  return { ctx, asks: () => asks, pass: (ms: number) => (nowMs += ms) };
}

test("a server whose parts answer is ready, and leaves nothing behind", async () => {
  const { ctx } = createServer(dir);
  expect(healthView.parse(await checkHealth(ctx))).toEqual({
    time: "2026-01-01T00:00:00.000Z",
    live: true,
    ready: true,
    dependencies: { database: true, inference: true, storage: true },
  });
  expect(await readdir(dir)).toEqual([]);
});

test("however often it is asked, the parts are asked once a second", async () => {
  const { ctx, asks, pass } = createServer(dir);
  await Promise.all(Array.from({ length: 50 }, () => checkHealth(ctx)));
  expect(asks()).toBe(1);
  pass(999);
  expect((await checkHealth(ctx)).time).toBe("2026-01-01T00:00:00.999Z");
  expect(asks()).toBe(1);
  pass(1);
  await checkHealth(ctx);
  expect(asks()).toBe(2);
});

test("a folder that cannot be written to is told within the second", async () => {
  const folder = path.join(dir, "incoming");
  const { ctx, pass } = createServer(folder);
  expect((await checkHealth(ctx)).ready).toBe(true);
  await rm(folder, { recursive: true });
  await writeFile(folder, "a file is in the way");
  pass(1_000);
  expect(await checkHealth(ctx)).toMatchObject({ ready: false, dependencies: { storage: false, database: true } });
});

test("what is told while nothing can be reached has the same shape", () => {
  expect(healthView.parse(unreachableHealth())).toMatchObject({ live: true, ready: false });
});
