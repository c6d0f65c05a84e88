import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { emptyDatabase } from "../db/testing";
import { limits } from "../limits";
import type { Actor } from "./access";
import { administerUser } from "./administer-user";
import { closeAccount } from "./close-account";
import { createPasswordLink, findPasswordLinkUser } from "./password-link";
import { findRegistration } from "./registration";
import { resetPassword } from "./reset-password";
import { enableSecondFactor, saveOfferedSecret } from "./second-factor-queries";
import { createSession, findSessionActor, type NewSession } from "./sessions";
import { signIn } from "./sign-in";
import { signUp } from "./sign-up";
import { type AccountContext, createTestActor, openAccountContext, testClient } from "./testing";
import { createTotpSecret, sealTotpSecret } from "./totp";
import { updateUser } from "./update-user";

let ctx: AccountContext;
let ada: Actor;
let bob: NewSession;
const forgotten = "correct horse battery";
const password = "a password chosen anew";
const bobSignsIn = (typed: string) => signIn(ctx, { login: "bob", password: typed }, testClient);

beforeAll(async () => {
  ctx = await openAccountContext({ REGISTRATION: "invite" });
});
afterAll(() => ctx.close());
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  bob = await signUp(ctx, { username: "Bob", email: "bob@example.org", password: forgotten }, testClient);
  await ctx.db.execute(sql`update users set role = 'member'`);
  ada = await createTestActor(ctx, "administrator");
});

/** The token of a new link for Bob. */
async function makeToken(by = ada): Promise<string> {
  const { path } = await createPasswordLink(ctx, by, { userId: bob.userId });
  return path.replace("/reset-password/", "");
}
const isGood = async (token: string) => (await findPasswordLinkUser(ctx, token)) !== undefined;

test("a password link sets a new password once, and ends every session and token", async () => {
  const script = await createSession(ctx, bob.userId, testClient, "token");
  const token = await makeToken();
  expect(await findPasswordLinkUser(ctx, token)).toMatchObject({ username: "Bob" });
  await resetPassword(ctx, { token, password });
  expect(await findSessionActor(ctx, bob)).toBeUndefined();
  expect(await findSessionActor(ctx, script, "token")).toBeUndefined();
  await expect(bobSignsIn(forgotten)).rejects.toMatchObject({ code: "unauthenticated" });
  expect(await bobSignsIn(password)).toMatchObject({ userId: bob.userId });
  expect(await isGood(token)).toBe(false);
  await expect(resetPassword(ctx, { token, password })).rejects.toMatchObject({ code: "forbidden" });
});

test("of two who use a link at the same moment, one sets the password", async () => {
  const token = await makeToken();
  const answers = await Promise.allSettled([password, `${password} too`].map((each) => resetPassword(ctx, { token, password: each })));
  expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a new link ends the one before, and both end after a day", async () => {
  const former = await makeToken();
  const token = await makeToken();
  expect([await isGood(former), await isGood(token)]).toEqual([false, true]);
  ctx.clock.advanceS(limits.auth.passwordLinkTtlS - 1);
  expect(await isGood(token)).toBe(true);
  ctx.clock.advanceS(1);
  expect(await isGood(token)).toBe(false);
});

test("a link ends when its person changes the password themselves", async () => {
  const token = await makeToken();
  const actor = (await findSessionActor(ctx, bob)) as Actor;
  await updateUser(ctx, actor, { userId: "me", password, currentPassword: forgotten });
  expect(await isGood(token)).toBe(false);
});

test("a link ends with its person's account, and with the standing of who made it", async () => {
  const other = await createTestActor(ctx, "administrator");
  const token = await makeToken(other);
  await administerUser(ctx, ada, { userId: bob.userId, disabled: true });
  expect(await isGood(token)).toBe(false);
  await administerUser(ctx, ada, { userId: bob.userId, disabled: false });
  expect(await isGood(token)).toBe(true);
  await administerUser(ctx, ada, { userId: other.userId, role: "member" });
  expect(await isGood(token)).toBe(false);
  await makeToken();
  await closeAccount(ctx, bob.userId);
  expect([...(await ctx.db.execute(sql`select * from invitations`))]).toEqual([]);
});

test("a second factor is still asked for after a new password", async () => {
  const sealed = sealTotpSecret(ctx.config, bob.userId, createTotpSecret());
  await saveOfferedSecret(ctx.db, bob.userId, sealed);
  await enableSecondFactor(ctx.db, bob.userId, sealed, 0, ctx.clock.now());
  await resetPassword(ctx, { token: await makeToken(), password });
  await expect(bobSignsIn(password)).rejects.toMatchObject({ code: "second-factor-required" });
});

test("somebody of single sign-on gets a password by a link", async () => {
  const person = await createTestActor(ctx);
  const { path } = await createPasswordLink(ctx, ada, { userId: person.userId });
  await resetPassword(ctx, { token: path.replace("/reset-password/", ""), password });
  expect(await signIn(ctx, { login: `${person.userId}@example.org`, password }, testClient)).toMatchObject({ userId: person.userId });
});

test("nothing but the whole token opens a link, and neither it nor what is kept of it is an invitation", async () => {
  const token = await makeToken();
  const other = await createTestActor(ctx);
  const [row] = await ctx.db.execute<{ token_hash: string }>(sql`select token_hash from invitations`);
  const secret = token.slice(37);
  const tampered = [
    `${token.slice(0, -1)}!`,
    `${other.userId}.${secret}`,
    secret,
    `${bob.userId}.${row?.token_hash}`,
    "",
    ".",
    "a.b.c",
    "\0",
  ];
  for (const each of tampered) expect([each, await isGood(each)]).toEqual([each, false]);
  for (const each of [token, secret, row?.token_hash]) expect(await findRegistration(ctx, each)).toBe("invitation-ended");
});

test("only an administrator makes a link, for somebody else who may sign in", async () => {
  const member = (await findSessionActor(ctx, bob)) as Actor;
  await expect(createPasswordLink(ctx, member, { userId: ada.userId })).rejects.toMatchObject({ code: "forbidden" });
  await expect(createPasswordLink(ctx, ada, { userId: ada.userId })).rejects.toMatchObject({ code: "conflict" });
  await expect(createPasswordLink(ctx, ada, { userId: "01890000-0000-7000-8000-000000000000" })).rejects.toMatchObject({
    code: "not-found",
  });
  await administerUser(ctx, ada, { userId: bob.userId, disabled: true });
  await expect(createPasswordLink(ctx, ada, { userId: bob.userId })).rejects.toMatchObject({ code: "conflict" });
});
