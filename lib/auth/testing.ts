import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { v7 as uuidv7 } from "uuid";
import { readConfig } from "../config";
import type { Context } from "../context/context";
import type { Database, Db } from "../db/client";
import { openTestDatabase, testDatabaseConfig } from "../db/testing";
import { createLog } from "../log";
import { type Actor, keyScopes } from "./access";
import type { Client } from "./client-address";
import { insertDefaultCollection, insertUser } from "./queries";
import { createSession } from "./sessions";

type Needs = Pick<Context, "db" | "clock" | "config" | "log">;

/** A clock that tests set. */
export type TestClock = { now(): Date; advanceS(seconds: number): void };

/** What accounts need, on an empty database and a data folder of its own; `close` removes both. */
export type AccountContext = Omit<Needs, "clock"> & { clock: TestClock; database: Database; close(): Promise<void> };

/** Opens an AccountContext with settings as they would stand in the environment. */
export async function openAccountContext(env: Record<string, string> = {}): Promise<AccountContext> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "magpie-auth-"));
  const database = await openTestDatabase();
  let nowMs = Date.now();
  return {
    config: { ...readConfig({ DATA_DIR: dataDir, ...env }), database: testDatabaseConfig() },
    db: database.db,
    log: createLog("test", "silent"),
    clock: {
      now: () => new Date(nowMs),
      advanceS: (seconds) => {
        nowMs += seconds * 1_000;
      },
    },
    database,
    async close() {
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A person who never signed up, signed in: quick, for tests of other things than passwords. */
export async function createTestActor(
  ctx: Pick<Context, "clock" | "config"> & { db: Db },
  role: Actor["role"] = "member",
): Promise<Actor & { sessionId: string }> {
  const id = uuidv7();
  await insertUser(ctx.db, { id, username: `person-${id}`, email: `${id}@example.org`, passwordHash: "none", role });
  await insertDefaultCollection(ctx.db, { id: uuidv7(), ownerId: id, name: "My pictures" });
  const session = await createSession(ctx, id, testClient);
  return { userId: id, role, sessionId: session.sessionId, scopes: keyScopes };
}

/** Somebody at an address of the documentation range. */
export const testClient: Client = { address: "192.0.2.1", userAgent: "test" };
