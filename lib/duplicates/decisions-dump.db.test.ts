import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import { type Actor, scopeOf } from "../auth/access";
import { createTestActor, openAccountContext } from "../auth/testing";
import { type Db, openDatabase } from "../db/client";
import { testDatabaseConfig } from "../db/testing";
import { insertTestImage } from "../images/testing";
import { decideAmong, decideApart } from "./decide-queries";
import { findAllDecided } from "./find-decided";
import { listDuplicateGroups } from "./list-duplicate-groups";
import { savePairs } from "./queries";

const config = testDatabaseConfig();

type Tool = (name: "pg_dump" | "pg_restore", args: string[]) => void;

/** The tools beside the tests' own server, or those of the system when they are not older than the server. */
function findTool(port: string, serverMajor: number): Tool | undefined {
  const places: [file: string, first: string[]][] = [
    ["e2e/postgres/postgres.sh", ["tool", port]],
    ["", []],
  ];
  for (const [file, first] of places) {
    const run: Tool = (name, args) => {
      execFileSync(file || name, [...first, ...(file ? [name] : []), ...args], { stdio: ["ignore", "ignore", "pipe"] });
    };
    try {
      const words = execFileSync(file || "pg_dump", [...first, ...(file ? ["pg_dump"] : []), "--version"], {
        encoding: "utf8",
        stdio: "pipe",
      });
      if (Number(/\d+/.exec(words)?.[0]) >= serverMajor) return run;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

async function decide(db: Db, actor: Actor) {
  const [first = "", second = "", third = "", ...apart] = Array.from({ length: 30 }, () => uuidv7());
  for (const id of [first, second, third, ...apart]) await insertTestImage(db, actor, { id });
  await decideAmong(db, scopeOf(actor), [first], [second], "not-related");
  await decideAmong(db, scopeOf(actor), [third], [second], "duplicate");
  await decideApart(db, scopeOf(actor), apart);
  return { first, second, third, apart };
}

test("what is dumped follows from what was decided, and of others' pictures and other pairs nothing does", async () => {
  const ctx = await openAccountContext();
  try {
    const [actor, stranger] = [await createTestActor(ctx), await createTestActor(ctx)];
    const { first, second, third, apart } = await decide(ctx.db, actor);
    const pairs = [
      [first, second],
      [first, third],
      [apart[2], apart[25]],
      [first, apart[0]],
    ] as const;
    const decidedOf = async (by: Actor) => {
      const decided = await findAllDecided(ctx.db, scopeOf(by));
      return pairs.map(([one = "", other = ""]) => decided.has(one, other));
    };
    expect(await decidedOf(actor)).toEqual([true, true, true, false]);
    expect(await decidedOf(stranger)).toEqual([false, false, false, false]);
  } finally {
    await ctx.close();
  }
});

// What takes the place of a dump for the embedded database, a copy of its folder: decisions-survive.test.ts.
if (config.kind === "server") {
  test("decisions and what follows from them survive a dump and its restoration into another database (needs pg_dump)", async (context) => {
    const ctx = await openAccountContext();
    const folder = mkdtempSync(path.join(os.tmpdir(), "magpie-dump-"));
    const url = new URL(config.url);
    const name = `${url.pathname.slice(1)}_restored`;
    const restoredUrl = new URL(config.url);
    restoredUrl.pathname = `/${name}`;
    try {
      const [version] = await ctx.db.execute<{ major: number }>(sql`select current_setting('server_version_num')::int / 10000 as major`);
      const tool = findTool(url.port, version?.major ?? 0);
      if (!tool) return context.skip("needs pg_dump of the server's version");
      const actor = await createTestActor(ctx);
      const { first, second, third, apart } = await decide(ctx.db, actor);
      const file = path.join(folder, "dump");
      tool("pg_dump", ["--format=custom", `--file=${file}`, url.href]);
      await ctx.db.execute(sql.raw(`create database "${name}" template template0`));
      tool("pg_restore", ["--no-owner", "--exit-on-error", `--dbname=${restoredUrl.href}`, file]);
      const restored = openDatabase({ database: { kind: "server", url: restoredUrl.href } });
      try {
        const decided = await findAllDecided(restored.db, scopeOf(actor));
        expect([decided.has(first, second), decided.has(first, third), decided.has(apart[2] ?? "", apart[25] ?? "")]).toEqual([
          true,
          true,
          true,
        ]);
        const pair = { ownerId: actor.userId, layer: "view" as const, verdict: "duplicate" as const, distance: 0 };
        await savePairs(restored.db, [
          { id: uuidv7(), imageId: third, ofImageId: first, ...pair },
          { id: uuidv7(), imageId: apart[25] ?? "", ofImageId: apart[2] ?? "", ...pair },
        ]);
        expect((await listDuplicateGroups({ db: restored.db, actor }, { page: 1, limit: 20, order: "largest" })).total).toBe(0);
        await restored.db.execute(sql`delete from images where id = ${second}`);
        expect((await findAllDecided(restored.db, scopeOf(actor))).has(first, third)).toBe(true);
      } finally {
        await restored.close();
      }
    } finally {
      await ctx.db.execute(sql.raw(`drop database if exists "${name}"`));
      rmSync(folder, { recursive: true, force: true });
      await ctx.close();
    }
  });
}
