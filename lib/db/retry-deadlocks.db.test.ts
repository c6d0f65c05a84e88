import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "./client";
import { users } from "./schema/users";
import { openTestDatabase, testDatabaseConfig } from "./testing";

let strict: Database;
let database: Database;

beforeAll(async () => {
  strict = await openTestDatabase();
  database = openDatabase({ database: testDatabaseConfig() });
});
afterAll(async () => {
  await database.close();
  await strict.close();
});

test("two transactions that lock the same rows in opposite order both succeed", async () => {
  const { db } = database;
  const ids = [uuidv7(), uuidv7()];
  await db.insert(users).values(ids.map((id) => ({ id, username: id, email: id, passwordHash: "none", role: "member" as const })));
  const change = (order: string[], name: string) =>
    db.transaction(async (tx) => {
      for (const id of order) {
        await tx
          .update(users)
          .set({ email: `${name}-${id}` })
          .where(eq(users.id, id));
        await tx.execute("select pg_sleep(0.2)");
      }
      return name;
    });
  expect(await Promise.all([change(ids, "first"), change([...ids].reverse(), "second")])).toEqual(["first", "second"]);
});

test("what fails for another reason fails at once", async () => {
  let runs = 0;
  const failing = database.db.transaction(async (tx) => {
    runs++;
    await tx.execute("select 1 / 0");
  });
  await expect(failing).rejects.toMatchObject({ cause: { code: "22012" } });
  expect(runs).toBe(1);
});
