import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { emptyDatabase } from "../db/testing";
import { limits } from "../limits";
import type { Actor } from "./access";
import { administerUser } from "./administer-user";
import { getAccount } from "./get-account";
import { beginSecondFactor, confirmSecondFactor, removeSecondFactor, renewRecoveryCodes } from "./second-factor-setup";
import { findSessionActor } from "./sessions";
import { signIn } from "./sign-in";
import { signUp } from "./sign-up";
import { type AccountContext, createTestActor, openAccountContext, testClient } from "./testing";
import { computeTotpCode } from "./totp";

let ctx: AccountContext;
let ada: Actor;
const password = "correct horse battery";

beforeAll(async () => {
  ctx = await openAccountContext({ REGISTRATION: "open" });
});
afterAll(() => ctx.close());
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  const session = await signUp(ctx, { username: "Ada", email: "ada@example.org", password }, testClient);
  ada = (await findSessionActor(ctx, session)) as Actor;
});

/** A second factor in force, a minute ago: its next code is good. */
async function setUp(): Promise<{ secret: string; recoveryCodes: string[]; code: () => string }> {
  const { secret } = await beginSecondFactor(ctx, ada, password);
  const code = () => computeTotpCode(secret, ctx.clock.now());
  const { recoveryCodes } = await confirmSecondFactor(ctx, ada, code());
  ctx.clock.advanceS(60);
  return { secret, recoveryCodes, code };
}

const signInWith = (code?: string) => signIn(ctx, { login: "ada", password, ...(code !== undefined && { code }) }, testClient);

test("an offer is not in force until a code of it was seen", async () => {
  const first = await beginSecondFactor(ctx, ada, password);
  expect(first.uri).toContain(first.secret);
  expect(first.svg).toMatch(/^<svg/);
  await signInWith();
  const second = await beginSecondFactor(ctx, ada, password);
  await expect(confirmSecondFactor(ctx, ada, computeTotpCode(first.secret, ctx.clock.now()))).rejects.toMatchObject({
    code: "invalid-input",
    fieldErrors: { code: expect.any(String) },
  });
  const { recoveryCodes } = await confirmSecondFactor(ctx, ada, computeTotpCode(second.secret, ctx.clock.now()));
  expect(new Set(recoveryCodes).size).toBe(limits.auth.recoveryCodes);
  expect(await getAccount(ctx, ada)).toMatchObject({ hasSecondFactor: true, recoveryCodesLeft: limits.auth.recoveryCodes });
});

test("whoever borrows a device cannot begin: it takes the password, and guessing it ends", async () => {
  const begin = (typed?: string) => beginSecondFactor(ctx, ada, typed);
  await expect(begin()).rejects.toMatchObject({ code: "invalid-input", fieldErrors: { currentPassword: expect.any(String) } });
  for (let i = 0; i < limits.auth.attemptsPerAccount; i++)
    await expect(begin("wrong password")).rejects.toMatchObject({ code: "forbidden" });
  await expect(begin(password)).rejects.toMatchObject({ code: "too-many-requests" });
  await expect(confirmSecondFactor(ctx, ada, "123456")).rejects.toMatchObject({ code: "conflict" });
  ctx.clock.advanceS(24 * 3_600);
  await begin(password);
});

test("whoever has no password begins within a quarter of an hour of signing in", async () => {
  await ctx.db.execute(sql`update users set password_hash = '' where id = ${ada.userId}`);
  await beginSecondFactor(ctx, ada);
  ctx.clock.advanceS(16 * 60);
  await expect(beginSecondFactor(ctx, ada)).rejects.toMatchObject({ code: "forbidden" });
});

test("once in force, the password alone does not sign in, and the code that confirmed it is used up", async () => {
  const { secret } = await beginSecondFactor(ctx, ada, password);
  const code = computeTotpCode(secret, ctx.clock.now());
  await confirmSecondFactor(ctx, ada, code);
  await expect(signInWith()).rejects.toMatchObject({ code: "second-factor-required" });
  await expect(signInWith(code)).rejects.toMatchObject({ code: "second-factor-required" });
  ctx.clock.advanceS(30);
  await signInWith(computeTotpCode(secret, ctx.clock.now()));
  await expect(beginSecondFactor(ctx, ada, password)).rejects.toMatchObject({ code: "conflict" });
  await expect(confirmSecondFactor(ctx, ada, code)).rejects.toMatchObject({ code: "conflict" });
});

test("a wrong password is told before anything about a code, as to those without a second factor", async () => {
  const { code } = await setUp();
  await expect(signIn(ctx, { login: "ada", password: "wrong password", code: code() }, testClient)).rejects.toMatchObject({
    code: "unauthenticated",
  });
});

test("a recovery code signs in once", async () => {
  const { recoveryCodes } = await setUp();
  await signInWith(recoveryCodes[0]);
  await expect(signInWith(recoveryCodes[0])).rejects.toMatchObject({ code: "second-factor-required" });
  expect(await getAccount(ctx, ada)).toMatchObject({ recoveryCodesLeft: limits.auth.recoveryCodes - 1 });
});

test("new recovery codes take a code and end the old ones", async () => {
  const { recoveryCodes, code } = await setUp();
  await expect(renewRecoveryCodes(ctx, ada, "000000", testClient)).rejects.toMatchObject({ code: "invalid-input" });
  const renewed = await renewRecoveryCodes(ctx, ada, code(), testClient);
  await expect(signInWith(recoveryCodes[1])).rejects.toMatchObject({ code: "second-factor-required" });
  await signInWith(renewed.recoveryCodes[1]);
});

test("it is taken away by password and code together only", async () => {
  const { recoveryCodes, code } = await setUp();
  const take = (input: { password: string; code: string }) => removeSecondFactor(ctx, ada, input, testClient);
  await expect(take({ password: "wrong password", code: code() })).rejects.toMatchObject({ code: "forbidden" });
  await expect(take({ password, code: "123" })).rejects.toMatchObject({ code: "invalid-input" });
  await take({ password, code: code() });
  await signInWith();
  expect(await getAccount(ctx, ada)).toMatchObject({ hasSecondFactor: false, recoveryCodesLeft: 0 });
  await expect(take({ password, code: recoveryCodes[0] ?? "" })).rejects.toMatchObject({ code: "conflict" });
});

test("an API key can do none of this", async () => {
  const key = { ...ada, sessionId: null };
  const calls = [
    () => beginSecondFactor(ctx, key, password),
    () => confirmSecondFactor(ctx, key, "123456"),
    () => removeSecondFactor(ctx, key, { password, code: "123456" }, testClient),
    () => renewRecoveryCodes(ctx, key, "123456", testClient),
  ];
  for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "forbidden" });
});

test("an administrator helps somebody who lost theirs, and not themselves", async () => {
  await setUp();
  const administrator = await createTestActor(ctx, "administrator");
  await expect(administerUser(ctx, ada, { userId: ada.userId, removeSecondFactor: true })).rejects.toMatchObject({ code: "conflict" });
  expect(await administerUser(ctx, administrator, { userId: ada.userId, removeSecondFactor: true })).toMatchObject({
    hasSecondFactor: false,
  });
  await signInWith();
});
