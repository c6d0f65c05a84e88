import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog } from "@/lib/log";
import { flushWal, keepHouse, vacuumOne, walBytes } from "./housekeeping";
import { openDurable } from "./open-durable";

const parent = mkdtempSync(path.join(os.tmpdir(), "magpie-housekeeping-"));
const dir = path.join(parent, "database");
let database: PGlite;
beforeAll(async () => {
  database = await openDurable(dir);
});
afterAll(async () => {
  await database.close();
  rmSync(parent, { recursive: true, force: true });
});

const pages = async () =>
  (await database.query<{ pages: number }>("select pg_relation_size('churned')::int / 8192 as pages")).rows[0]?.pages ?? 0;

describe("housekeeping", () => {
  test("vacuums the table with many changed rows, so that it stops growing", async () => {
    await database.exec("create table churned (n int, filler text); create table calm (n int); insert into calm values (1)");
    await database.exec("insert into churned select n, repeat('x', 200) from generate_series(1, 5000) n");
    const vacuumed = new Map<string, number>();
    expect(await vacuumOne(database, vacuumed, 0.1)).toBe("public.churned");
    expect(await vacuumOne(database, vacuumed, 0.1)).toBeUndefined();
    await database.exec("update churned set n = n + 1");
    await vacuumOne(database, vacuumed, 0.1);
    const before = await pages();
    for (let round = 0; round < 5; round++) {
      await database.exec("update churned set n = n + 1");
      expect(await vacuumOne(database, vacuumed, 0.1)).toBe("public.churned");
    }
    expect(await pages()).toBeLessThanOrEqual(before * 1.1);
  });

  test("writes to the disk what deferred commits left in memory", async () => {
    const unwritten = async () =>
      (
        await database.query<{ bytes: number }>(
          "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), pg_current_wal_flush_lsn())::float8 as bytes",
        )
      ).rows[0]?.bytes;
    await database.exec("create table later (n int)");
    await database.exec("insert into later select 1 where set_config('synchronous_commit', 'off', true) is not null");
    expect(await unwritten()).toBeGreaterThan(0);
    await flushWal(database);
    expect(await unwritten()).toBe(0);
  });

  test("keeps the write-ahead log small, whatever is written", async () => {
    const turns = {
      runAlone: <T>(work: (db: PGlite) => Promise<T>) => work(database),
      busyMs: () => 0,
      close: async () => {},
    };
    const stop = keepHouse(turns, createLog("test", "silent"), 50);
    const start = await walBytes(database);
    for (let round = 0; round < 12; round++) {
      await database.exec(
        "create table heap as select n, repeat(md5(n::text), 20) as filler from generate_series(1, 20000) n; drop table heap",
      );
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    stop();
    expect((await walBytes(database)) - start).toBeGreaterThan(100 * 1_048_576);
    expect(readdirSync(path.join(dir, "pg_wal")).filter((name) => name.length === 24).length * 16).toBeLessThanOrEqual(160);
  });
});
