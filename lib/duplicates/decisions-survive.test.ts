import { type ChildProcess, fork } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, expect, test } from "vitest";
import { type Actor, scopeOf } from "@/lib/auth/access";
import { insertDefaultCollection, insertUser } from "@/lib/auth/queries";
import { readConfig } from "@/lib/config";
import { type Db, openDatabase } from "@/lib/db/client";
import { migrateDatabase } from "@/lib/db/migrate";
import { insertTestImage } from "@/lib/images/testing";
import { decideAmong, decideApart } from "./decide-queries";
import { findAllDecided } from "./find-decided";
import { listDuplicateGroups } from "./list-duplicate-groups";
import { savePairs } from "./queries";

const folder = mkdtempSync(path.join(os.tmpdir(), "magpie-decisions-"));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** Works with the embedded database of a data folder, which is stopped afterwards. */
async function withDatabase(dataDir: string, work: (db: Db) => Promise<void>): Promise<void> {
  const env = { ...process.env, DATABASE_URL: "", DATA_DIR: dataDir, LOG_LEVEL: "silent" };
  const child = fork("dist/database.mjs", { env, silent: true });
  children.push(child);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => reject(new Error(`The database ended with ${code}.`)));
  });
  const database = openDatabase(readConfig({ DATA_DIR: dataDir }));
  await migrateDatabase(database);
  await work(database.db);
  await database.close();
  child.disconnect();
  await ended;
}

test("decisions and what follows from them survive in a copy of the data folder", async () => {
  const actor: Actor = { userId: uuidv7(), role: "member", sessionId: uuidv7(), scopes: ["read", "write", "admin"] };
  const [first = "", second = "", third = ""] = [uuidv7(), uuidv7(), uuidv7()];
  const apart = Array.from({ length: 25 }, () => uuidv7());
  const expectAll = async (db: Db) => {
    const decided = await findAllDecided(db, scopeOf(actor));
    expect(decided.has(apart[3] ?? "", apart[20] ?? "")).toBe(true);
    expect([decided.has(first, second), decided.has(second, third), decided.has(first, third)]).toEqual([true, true, true]);
    const { total } = await listDuplicateGroups({ db, actor }, { page: 1, limit: 20, order: "largest" });
    expect(total).toBe(0);
  };
  const original = path.join(folder, "original");
  await withDatabase(original, async (db) => {
    await insertUser(db, { id: actor.userId, username: "ann", email: "ann@example.org", passwordHash: "none", role: "member" });
    await insertDefaultCollection(db, { id: uuidv7(), ownerId: actor.userId, name: "My pictures" });
    for (const id of [first, second, third, ...apart]) await insertTestImage(db, actor, { id });
    const pair = { id: uuidv7(), ownerId: actor.userId, imageId: third, ofImageId: first, layer: "view" as const, distance: 0 };
    await savePairs(db, [{ ...pair, verdict: "duplicate" }]);
    await decideAmong(db, scopeOf(actor), [first], [second], "not-related");
    await decideAmong(db, scopeOf(actor), [third], [second], "duplicate");
    await decideApart(db, scopeOf(actor), apart);
    await expectAll(db);
  });
  const copy = path.join(folder, "copy");
  cpSync(original, copy, { recursive: true, filter: (from) => !from.includes(`${path.sep}run`) });
  await withDatabase(copy, expectAll);
});
