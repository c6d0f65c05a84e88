import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { emptyDatabase } from "../db/testing";
import { AppError } from "../errors";
import { limits } from "../limits";
import { findSessionActor } from "./sessions";
import { signIn } from "./sign-in";
import { signUp } from "./sign-up";
import { type AccountContext, openAccountContext, testClient } from "./testing";

let ctx: AccountContext;
const password = "correct horse battery";

beforeAll(async () => {
  ctx = await openAccountContext({ REGISTRATION: "open" });
});
afterAll(() => ctx.close());
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  await signUp(ctx, { username: "Ada", email: "ada@example.org", password }, testClient);
});

const refusal = (login: string, typed: string, address = testClient.address) =>
  signIn(ctx, { login, password: typed }, { ...testClient, address }).then(
    () => undefined,
    (error: unknown) => error as AppError,
  );

test("people sign in by name or e-mail address in any case", async () => {
  for (const login of ["Ada", "aDA", "ADA@example.org"]) {
    const session = await signIn(ctx, { login, password }, testClient);
    expect(await findSessionActor(ctx, session)).toMatchObject({ role: "administrator" });
  }
});

test("an unknown name, a wrong password and a disabled account are refused in the same words", async () => {
  const unknown = await refusal("nobody", password);
  const wrong = await refusal("ada", "another password");
  await ctx.db.execute(sql`update users set disabled_at = now()`);
  const disabled = await refusal("ada", password);
  for (const error of [unknown, wrong, disabled]) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "unauthenticated", message: unknown?.message, fieldErrors: undefined });
  }
});

/** Failures of earlier in this window, without the work of making them. */
const setFailures = (count: number) => ctx.db.execute(sql`update attempts set count = ${count} where subject like 'account:%'`);

test("no name, known or not, can be tried more often than the limit, and the refusals are alike", async () => {
  const refusals: AppError[] = [];
  for (const login of ["ada", "nobody"]) {
    expect((await refusal(login, "wrong 1", "198.51.100.1"))?.code).toBe("unauthenticated");
    await setFailures(limits.auth.attemptsPerAccount - 1);
    expect((await refusal(login, "wrong 2", "198.51.100.2"))?.code).toBe("unauthenticated");
    const refused = await refusal(login, password, "198.51.100.3");
    if (refused) refusals.push(refused);
  }
  expect(refusals).toHaveLength(2);
  for (const { code, message, retryAfterS } of refusals) {
    expect([code, message, retryAfterS]).toEqual(["too-many-requests", refusals[0]?.message, refusals[0]?.retryAfterS]);
    expect(retryAfterS).toBeGreaterThan(0);
    expect(retryAfterS).toBeLessThanOrEqual(limits.auth.attemptWindowS);
  }
});

test("attempts made at the same moment do not slip past the limit together", async () => {
  await refusal("ada", "wrong");
  await setFailures(limits.auth.attemptsPerAccount - 3);
  const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => refusal("ada", `wrong ${i}`)));
  expect(answers.filter((error) => error?.code === "unauthenticated")).toHaveLength(3);
});

test("the limit of an account ends with its window", async () => {
  await refusal("ada", "wrong");
  await setFailures(limits.auth.attemptsPerAccount);
  expect((await refusal("ada", password))?.code).toBe("too-many-requests");
  ctx.clock.advanceS(limits.auth.attemptWindowS);
  expect(await refusal("ada", password)).toBeUndefined();
  const rows = await ctx.db.execute<{ n: number }>(sql`select count(*)::int as n from attempts where count > 1`);
  expect(rows[0]?.n).toBe(0);
});

test("a success forgets the failures of its account", async () => {
  await refusal("ada", "wrong");
  await setFailures(limits.auth.attemptsPerAccount - 1);
  expect(await refusal("ada", password)).toBeUndefined();
  expect((await refusal("ada", "wrong"))?.code).toBe("unauthenticated");
});

test("one address cannot try many names, and success there is not counted", async () => {
  const subject = `address:${testClient.address}`;
  for (let i = 0; i < 3; i++) await refusal("ada", password);
  const failures = async () =>
    (await ctx.db.execute<{ count: number }>(sql`select count from attempts where subject = ${subject}`))[0]?.count;
  expect(await failures()).toBe(0);
  await ctx.db.execute(sql`update attempts set count = ${limits.auth.attemptsPerAddress} where subject = ${subject}`);
  expect((await refusal("somebody", "wrong password"))?.code).toBe("too-many-requests");
  expect((await refusal("somebody", "wrong password", "203.0.113.9"))?.code).toBe("unauthenticated");
});

test("what people type as their name is not kept", async () => {
  await refusal("my secret password", "x");
  const rows = await ctx.db.execute<{ subject: string }>(sql`select subject from attempts`);
  expect(rows.map((row) => row.subject).join()).not.toContain("secret");
});
