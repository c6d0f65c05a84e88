import { type ChildProcess, fork } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "@/lib/config";
import { openDatabase } from "../client";
import { deferCommit } from "../deferred-commit";
import { DurableFileSystem } from "./durable-file-system";
import { open } from "./open-durable";

const kills = Number(process.env.KILLS ?? 2);
const dataDir = mkdtempSync(path.join(os.tmpdir(), "magpie-database-"));
const config = readConfig({ DATA_DIR: dataDir });
if (config.database.kind !== "embedded") throw new Error("no embedded database");
const { socketPath, dir } = config.database;

type Started = { child: ChildProcess; exit: Promise<number | null>; errors: () => string };
const children: ChildProcess[] = [];

function start(): Started & { ready: Promise<void> } {
  const child = fork("dist/database.mjs", {
    env: { ...process.env, DATABASE_URL: "", DATA_DIR: dataDir, LOG_LEVEL: "silent" },
    silent: true,
  });
  children.push(child);
  let errors = "";
  child.stderr?.on("data", (data) => {
    errors += data;
  });
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const ready = new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${errors}`)));
  });
  ready.catch(() => {});
  return { child, exit, ready, errors: () => errors };
}

let running: ReturnType<typeof start>;
beforeAll(async () => {
  running = start();
  await running.ready;
});
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

describe("the embedded database", () => {
  test("lets nobody else into the folder of its socket", () => {
    expect(statSync(path.dirname(socketPath)).mode & 0o777).toBe(0o700);
  });

  test("refuses a second opener with one sentence", async () => {
    const second = start();
    expect(await second.exit).toBe(78);
    expect(second.errors()).toMatch(/^The data folder .* is in use by another instance \(process \d+ on .*\)\.\n$/);
  });

  test("ends an idle transaction and lets the others go on", async () => {
    const one = openDatabase({ database: config.database }, { max: 1 });
    const other = openDatabase({ database: config.database }, { max: 1 });
    await other.sql`create table kept (n int)`;
    const idle = one.sql.begin(async (tx) => {
      await tx`insert into kept values (1)`;
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      await tx`insert into kept values (2)`;
    });
    const refused = expect(idle).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await other.sql`select * from kept`).toHaveLength(0);
    await refused;
    await Promise.all([one.close(), other.close()]);
  });

  test("rolls back what a client left behind, in a transaction or in the middle of a query", async () => {
    const watcher = openDatabase({ database: config.database }, { max: 1 });
    await watcher.sql`create table left_behind (n int)`;
    const leaver = postgres({ path: socketPath, user: "postgres", database: "postgres", prepare: false, max: 1, onnotice: () => {} });
    const held = await leaver.reserve();
    await held`begin`;
    await held`insert into left_behind values (1)`;
    await leaver.end({ timeout: 0 });
    expect(await watcher.sql`select * from left_behind`).toHaveLength(0);
    await watcher.close();
  });

  test(`loses no acknowledged row when it is killed (${kills} times)`, async () => {
    const writer = openDatabase({ database: config.database }, { max: 1 });
    await writer.sql`create table acknowledged (n int primary key)`;
    let last = 0;
    for (let kill = 0; kill < kills; kill++) {
      const before = last;
      try {
        for (;;) {
          await writer.sql`insert into acknowledged values (${last + 1})`;
          if (last++ === before) setTimeout(() => running.child.kill("SIGKILL"), 500);
        }
      } catch {}
      expect(await running.exit).toBeNull();
      expect(last).toBeGreaterThan(before);
      running = start();
      await running.ready;
      const reader = openDatabase({ database: config.database }, { max: 1 });
      const [row] = await reader.sql`select count(*)::int as count, max(n) as max from acknowledged`;
      await reader.close();
      expect(row?.count).toBeGreaterThanOrEqual(last);
      last = row?.max;
    }
    await writer.close();
  });

  test("keeps what was acknowledged, and the deferred commits before it, when it is killed between deferred ones", async () => {
    const writer = openDatabase({ database: config.database }, { max: 1 });
    await writer.sql`create table deferred (n int primary key)`;
    await writer.sql`create table received (n int primary key)`;
    let last = 0;
    try {
      for (;;) {
        for (const place of [0, 1]) {
          await writer.db.execute(sql`insert into deferred select ${last * 2 + place}::int where ${deferCommit}`);
        }
        await writer.sql`insert into received values (${last})`;
        if (last++ === 0) setTimeout(() => running.child.kill("SIGKILL"), 700);
      }
    } catch {}
    await running.exit;
    await writer.close();
    running = start();
    await running.ready;
    const reader = openDatabase({ database: config.database }, { max: 1 });
    const [row] = await reader.sql`
      select (select count(*)::int from received) as received, (select count(*)::int from deferred where n < ${last * 2}) as deferred`;
    await reader.close();
    expect(last).toBeGreaterThan(0);
    expect(row?.received).toBeGreaterThanOrEqual(last);
    expect(row?.deferred).toBe(last * 2);
  });

  test("stops when its parent is gone, and leaves neither lock nor socket", async () => {
    running.child.disconnect();
    expect(await running.exit).toBe(0);
    expect(existsSync(path.join(dataDir, "magpie.lock"))).toBe(false);
    expect(existsSync(socketPath)).toBe(false);
  });

  test("syncs the write-ahead log once per commit, and not for deferred ones", async () => {
    const files = new DurableFileSystem(dir);
    const database = await open(files);
    await database.exec("create table counted (n int)");
    const before = files.fsyncs;
    for (let n = 0; n < 50; n++) await database.query("insert into counted values ($1)", [n]);
    expect(files.fsyncs - before).toBeGreaterThanOrEqual(50);
    expect(files.fsyncs - before).toBeLessThanOrEqual(60);
    const deferred = files.fsyncs;
    for (let n = 0; n < 50; n++) {
      await database.query("insert into counted select $1::int where set_config('synchronous_commit', 'off', true) is not null", [n]);
    }
    expect(files.fsyncs - deferred).toBeLessThanOrEqual(5);
    await database.close();
  });
});
