import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { emptyDatabase } from "../db/testing";
import { insertTestImage } from "../images/testing";
import { limits } from "../limits";
import type { Actor } from "./access";
import { administerUser } from "./administer-user";
import { confirmIdentity } from "./confirm-identity";
import { createUser } from "./create-user";
import { getAccount } from "./get-account";
import { getPerson, listPeople } from "./people";
import { findUser, type UserRow } from "./queries";
import { createSession, findSessionActor } from "./sessions";
import { signIn } from "./sign-in";
import { signUp } from "./sign-up";
import { type AccountContext, createTestActor, openAccountContext, testClient } from "./testing";
import { updateUser } from "./update-user";

let ctx: AccountContext;
let ada: Actor;
const password = "correct horse battery";
const sessionOf = (actor: Actor) => ({ userId: actor.userId, sessionId: actor.sessionId ?? "" });

beforeAll(async () => {
  ctx = await openAccountContext({ REGISTRATION: "open" });
});
afterAll(() => ctx.close());
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  const session = await signUp(ctx, { username: "Ada", email: "ada@example.org", password }, testClient);
  ada = (await findSessionActor(ctx, session)) as Actor;
});

test("one's account tells what it keeps and how it is guarded", async () => {
  await insertTestImage(ctx.db, ada, { sizeBytes: 3_000_000_000 });
  await insertTestImage(ctx.db, ada, { place: "trash" });
  expect(await getAccount(ctx, ada)).toMatchObject({
    username: "Ada",
    role: "administrator",
    usage: { bytes: 3_000_001_000, images: 2 },
    quotaBytes: null,
    hasSecondFactor: false,
    recoveryCodesLeft: 0,
    hasPassword: true,
    hasSingleSignOn: false,
  });
});

test("a new name needs no password, a new address and a new password need the present one", async () => {
  expect(await updateUser(ctx, ada, { userId: "me", username: "Countess" })).toMatchObject({ username: "Countess" });
  const changes = [{ email: "new@example.org" }, { password: "another long password" }];
  for (const change of changes) {
    await expect(updateUser(ctx, ada, { userId: ada.userId, ...change })).rejects.toMatchObject({
      code: "invalid-input",
      fieldErrors: { currentPassword: expect.any(String) },
    });
    await expect(updateUser(ctx, ada, { userId: "me", ...change, currentPassword: "wrong" })).rejects.toMatchObject({ code: "forbidden" });
  }
  expect(await updateUser(ctx, ada, { userId: "me", email: "new@example.org", currentPassword: password })).toMatchObject({
    email: "new@example.org",
  });
});

test("a new password ends every other session at once, of browsers and tokens alike", async () => {
  const phone = await createSession(ctx, ada.userId, testClient);
  const script = await createSession(ctx, ada.userId, testClient, "token");
  await updateUser(ctx, ada, { userId: "me", password: "another long password", currentPassword: password });
  expect(await findSessionActor(ctx, phone)).toBeUndefined();
  expect(await findSessionActor(ctx, script, "token")).toBeUndefined();
  expect(await findSessionActor(ctx, sessionOf(ada))).toBeDefined();
  await expect(signIn(ctx, { login: "ada", password }, testClient)).rejects.toMatchObject({ code: "unauthenticated" });
  await signIn(ctx, { login: "ada", password: "another long password" }, testClient);
});

test("a taken name or address is refused without saying which, and one's own in other letters is not", async () => {
  await signUp(ctx, { username: "Bob", email: "bob@example.org", password }, testClient);
  const refused = await Promise.all(
    [{ username: "bOB" }, { email: "BOB@example.org" }].map((change) =>
      updateUser(ctx, ada, { userId: "me", ...change, currentPassword: password }).catch((error: unknown) => error),
    ),
  );
  expect(refused).toMatchObject([{ code: "conflict" }, { code: "conflict" }]);
  expect((refused[0] as Error).message).toBe((refused[1] as Error).message);
  expect(await updateUser(ctx, ada, { userId: "me", username: "ADA" })).toMatchObject({ username: "ADA" });
});

test("nobody changes somebody else's account this way, not even an administrator, and is told the same as of nobody's", async () => {
  const other = await createTestActor(ctx);
  const messages = await Promise.all(
    [other.userId, "01890000-0000-7000-8000-000000000000"].map((userId) =>
      updateUser(ctx, ada, { userId, username: "x1" }).catch(
        (error: { code: string; message: string }) => `${error.code} ${error.message}`,
      ),
    ),
  );
  expect(messages[0]).toMatch(/^not-found /);
  expect(messages[1]).toBe(messages[0]);
});

test("the present password cannot be guessed for ever", async () => {
  const user = (await findUser(ctx.db, ada.userId)) as UserRow;
  await ctx.db.execute(sql`insert into attempts (subject, window_start, count)
    select ${`confirmation:${ada.userId}`}, to_timestamp(floor(extract(epoch from ${ctx.clock.now().toISOString()}::timestamptz) / ${limits.auth.attemptWindowS}) * ${limits.auth.attemptWindowS}), ${limits.auth.attemptsPerAccount}`);
  await expect(confirmIdentity(ctx, ada, user, password)).rejects.toMatchObject({ code: "too-many-requests" });
});

test("who has no password proves to be themselves by a fresh sign-in", async () => {
  const person = await createTestActor(ctx);
  const user = (await findUser(ctx.db, person.userId)) as UserRow;
  await confirmIdentity(ctx, person, user, undefined);
  await expect(confirmIdentity(ctx, { ...person, sessionId: null }, user, undefined)).rejects.toMatchObject({ code: "forbidden" });
  ctx.clock.advanceS(16 * 60);
  await expect(confirmIdentity(ctx, person, user, "none")).rejects.toMatchObject({ code: "forbidden" });
});

test("only administrators see, make and change other accounts", async () => {
  const member = await createTestActor(ctx);
  const calls = [
    () => listPeople(ctx, member, { page: 1, limit: 20 }),
    () => getPerson(ctx, member, ada.userId),
    () => createUser(ctx, member, { username: "eve", email: "eve@example.org", password, role: "administrator", quotaBytes: null }),
    () => administerUser(ctx, member, { userId: member.userId, role: "administrator" }),
    () => administerUser(ctx, member, { userId: ada.userId, disabled: true }),
  ];
  for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "forbidden" });
  await expect(administerUser(ctx, ada, { userId: crypto.randomUUID() })).rejects.toMatchObject({ code: "not-found" });
});

test("an administrator makes an account that can sign in, with a quota", async () => {
  const input = { username: "Bob", email: "bob@example.org", password, role: "member", quotaBytes: 5_000 } as const;
  const bob = await createUser(ctx, ada, input);
  expect(bob).toMatchObject({ username: "Bob", role: "member", quotaBytes: 5_000, hasOwnQuota: true, disabledAt: null });
  await expect(createUser(ctx, ada, { ...input, username: "BOB" })).rejects.toMatchObject({ code: "conflict" });
  const session = await signIn(ctx, { login: "bob", password }, testClient);
  const actor = (await findSessionActor(ctx, session)) as Actor;
  await insertTestImage(ctx.db, actor, { sizeBytes: 700 });
  const { users, total } = await listPeople(ctx, ada, { page: 1, limit: 1 });
  expect([users.map(({ username }) => username), total]).toEqual([["Ada"], 2]);
  expect((await listPeople(ctx, ada, { page: 2, limit: 1 })).users).toMatchObject([{ username: "Bob", usage: { bytes: 700, images: 1 } }]);
});

test("disabling ends every session at once, and enabling lets the person in again", async () => {
  const bob = await createTestActor(ctx);
  const script = await createSession(ctx, bob.userId, testClient, "token");
  expect(await administerUser(ctx, ada, { userId: bob.userId, disabled: true })).toMatchObject({ disabledAt: expect.any(String) });
  expect(await findSessionActor(ctx, bob)).toBeUndefined();
  expect(await findSessionActor(ctx, script, "token")).toBeUndefined();
  await administerUser(ctx, ada, { userId: bob.userId, disabled: false });
  expect(await findSessionActor(ctx, bob), "sessions of before stay ended").toBeUndefined();
  expect(await findSessionActor(ctx, await createSession(ctx, bob.userId, testClient))).toBeDefined();
});

test("a role holds from the next request on", async () => {
  const bob = await createTestActor(ctx);
  await administerUser(ctx, ada, { userId: bob.userId, role: "administrator" });
  expect(await findSessionActor(ctx, bob)).toMatchObject({ role: "administrator" });
  await administerUser(ctx, ada, { userId: bob.userId, role: "member" });
  expect(await findSessionActor(ctx, bob)).toMatchObject({ role: "member" });
});

test("the last administrator who can sign in stays one, also when two step back at the same moment", async () => {
  const bob = await createTestActor(ctx, "administrator");
  const answers = await Promise.allSettled([
    administerUser(ctx, ada, { userId: ada.userId, role: "member" }),
    administerUser(ctx, bob, { userId: bob.userId, role: "member" }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const [left] = await ctx.db.execute<{ id: string }>(sql`select id from users where role = 'administrator'`);
  const last = { ...ada, userId: left?.id ?? "" };
  for (const change of [{ role: "member" as const }, { disabled: true }])
    await expect(administerUser(ctx, last, { userId: last.userId, ...change })).rejects.toMatchObject({ code: "conflict" });
});

test("a disabled administrator does not count as one", async () => {
  const bob = await createTestActor(ctx, "administrator");
  await administerUser(ctx, ada, { userId: bob.userId, disabled: true });
  await expect(administerUser(ctx, ada, { userId: ada.userId, role: "member" })).rejects.toMatchObject({ code: "conflict" });
});
