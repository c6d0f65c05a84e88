import { randomUUID } from "node:crypto";
import { DrizzleQueryError, eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "./client";
import { migrateDatabase } from "./migrate";
import { users } from "./schema/users";
import { emptyDatabase, openTestDatabase, testDatabaseConfig } from "./testing";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(() => emptyDatabase(database));
afterAll(() => database.close());

const person = () => ({
  id: randomUUID(),
  username: "ada",
  email: "ada@example.org",
  passwordHash: "hash-of-ada",
  role: "member" as const,
});

describe("the database", () => {
  test("keeps rows, and a transaction that throws leaves none", async () => {
    await database.db.insert(users).values(person());
    await expect(
      database.db.transaction(async (tx) => {
        await tx.delete(users);
        throw new Error("changed my mind");
      }),
    ).rejects.toThrow("changed my mind");
    expect(await database.db.select({ username: users.username }).from(users)).toEqual([{ username: "ada" }]);
  });

  test("answers each of many clients at once with its own rows", async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        database.db.execute<{ n: number; s: string }>(
          n % 2 ? sql`select ${n}::int as n, ${`text ${n}`}::text as s` : sql`select ${`text ${n}`}::text as s, ${n}::int as n, 1 as more`,
        ),
      ),
    );
    answers.forEach((rows, n) => {
      expect(rows[0]).toMatchObject({ n, s: `text ${n}` });
    });
  });

  test("keeps transactions of several clients apart", async () => {
    await database.db.insert(users).values(person());
    const add = () =>
      database.db.transaction(async (tx) => {
        const [row] = await tx.select().from(users).for("update");
        await new Promise((resolve) => setTimeout(resolve, 2));
        await tx
          .update(users)
          .set({ passwordHash: `${row?.passwordHash}+` })
          .where(eq(users.id, row?.id ?? ""));
      });
    await Promise.all(Array.from({ length: 12 }, add));
    const [row] = await database.db.select().from(users);
    expect(row?.passwordHash).toBe(`hash-of-ada${"+".repeat(12)}`);
  });

  test("keeps no statement of a connection that has ended", async () => {
    const passing = openDatabase({ database: testDatabaseConfig() }, { max: 1 });
    for (let time = 0; time < 3; time++) await passing.db.execute(sql`select ${time}::int as passing_by`);
    await passing.close();
    const kept = () =>
      database.db.execute(
        sql`select 1 from pg_prepared_statements where statement like ${"%passing_by%"} and statement not like '%pg_prepared%'`,
      );
    await expect.poll(kept, { timeout: 60_000 }).toHaveLength(0);
  });

  test("says nothing to others about the statements that end with a connection", async () => {
    const staying = openDatabase({ database: testDatabaseConfig() }, { max: 1 });
    for (let round = 0; round < 10; round++) {
      const passing = openDatabase({ database: testDatabaseConfig() }, { max: 1 });
      await passing.db.execute(sql`select ${1}::int as passing_by`);
      const closed = passing.close();
      for (let n = 0; n < 20; n++) expect([...(await staying.db.execute(sql.raw(`select ${n} as n`)))]).toEqual([{ n }]);
      await closed;
    }
    await staying.close();
  });

  test("names no parameter in an error, and keeps the code", async () => {
    await database.db.insert(users).values(person());
    const error = await database.db
      .insert(users)
      .values(person())
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    expect(error).toBeInstanceOf(DrizzleQueryError);
    const { cause } = error as DrizzleQueryError;
    expect(cause).toBeInstanceOf(postgres.PostgresError);
    expect((cause as postgres.PostgresError).code).toBe("23505");
    const printed = JSON.stringify([String(error), (error as Error).stack, error, cause, { ...cause }]);
    expect(printed).not.toContain("hash-of-ada");
    expect(printed).not.toContain("ada@example.org");
  });

  test("is migrated only once", async () => {
    expect(await migrateDatabase(database)).toBe(0);
  });
});
