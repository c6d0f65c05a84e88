import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { limits } from "../limits";
import { createAccount } from "./create-account";
import { createInvitation } from "./invitation";
import { findRegistration } from "./registration";
import { findSessionActor } from "./sessions";
import { signUp } from "./sign-up";
import { type AccountContext, createTestActor, openAccountContext, testClient } from "./testing";

let ctx: AccountContext;
afterEach(() => ctx?.close());

const person = (name: string) => ({ username: name, email: `${name}@example.org`, password: "correct horse battery" });

test("the first account is the administrator and has a collection of its own", async () => {
  ctx = await openAccountContext();
  expect(await findRegistration(ctx)).toBe("first");
  const session = await signUp(ctx, person("ada"), testClient);
  expect(await findSessionActor(ctx, session)).toEqual({
    userId: session.userId,
    role: "administrator",
    sessionId: session.sessionId,
    scopes: ["read", "write", "admin"],
  });
  const rows = await ctx.db.execute(sql`select name, is_default from collections where owner_id = ${session.userId}`);
  expect([...rows]).toEqual([{ name: "My pictures", is_default: true }]);
});

/** Ten at once, after passwords are hashed and connections made: nothing spreads them out in time any more. */
async function race(): Promise<PromiseSettledResult<string>[]> {
  await Promise.all(Array.from({ length: 10 }, () => ctx.db.execute(sql`select pg_sleep(0.05)`)));
  return Promise.allSettled(Array.from({ length: 10 }, (_, i) => createAccount(ctx, person(`racer${i}`), "none")));
}

test("of ten first sign-ups at once one makes the administrator and the others are refused", async () => {
  ctx = await openAccountContext();
  const tries = await race();
  expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  for (const one of tries) if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "forbidden" });
  const rows = await ctx.db.execute(sql`select role, count(*)::int as n from users group by role`);
  expect([...rows]).toEqual([{ role: "administrator", n: 1 }]);
});

test("of ten sign-ups at once to an open library one is the administrator and nine are members", async () => {
  ctx = await openAccountContext({ REGISTRATION: "open" });
  await race();
  const rows = await ctx.db.execute(sql`select role, count(*)::int as n from users group by role order by role`);
  expect([...rows]).toEqual([
    { role: "administrator", n: 1 },
    { role: "member", n: 9 },
  ]);
});

test("a taken name and a taken address get the same sentence, whatever their case", async () => {
  ctx = await openAccountContext({ REGISTRATION: "open" });
  await signUp(ctx, person("ada"), testClient);
  const byName = signUp(ctx, { ...person("ADA"), email: "other@example.org" }, testClient);
  const byAddress = signUp(ctx, { ...person("other"), email: "Ada@Example.org" }, testClient);
  const [first, second] = await Promise.allSettled([byName, byAddress]);
  expect(first).toMatchObject({ status: "rejected", reason: { code: "conflict" } });
  expect(second).toEqual(first);
});

test("a library can take nobody after its first account", async () => {
  ctx = await openAccountContext({ REGISTRATION: "first" });
  await createTestActor(ctx, "administrator");
  expect(await findRegistration(ctx)).toBe("closed");
  await expect(signUp(ctx, person("bob"), testClient)).rejects.toMatchObject({ code: "forbidden" });
});

test("an invitation lets one person in, once, as a member", async () => {
  ctx = await openAccountContext({ REGISTRATION: "invite" });
  const administrator = await createTestActor(ctx, "administrator");
  const { token } = await createInvitation(ctx, administrator);
  expect(await findRegistration(ctx)).toBe("invitation-needed");
  expect(await findRegistration(ctx, token)).toBe("invited");
  const both = await Promise.allSettled(["bob", "eve"].map((name) => createAccount(ctx, { ...person(name), invitation: token }, "none")));
  expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await findRegistration(ctx, token)).toBe("invitation-ended");
  const rows = await ctx.db.execute(sql`select role from users where username in ('bob', 'eve')`);
  expect([...rows]).toEqual([{ role: "member" }]);
});

test("an invitation stays used when the person it let in is deleted", async () => {
  ctx = await openAccountContext({ REGISTRATION: "invite" });
  const { token } = await createInvitation(ctx, await createTestActor(ctx, "administrator"));
  const { userId } = await signUp(ctx, { ...person("bob"), invitation: token }, testClient);
  await ctx.db.execute(sql`delete from users where id = ${userId}`);
  expect(await findRegistration(ctx, token)).toBe("invitation-ended");
});

test("an invitation ends by itself, and its token is not kept", async () => {
  ctx = await openAccountContext({ REGISTRATION: "invite" });
  const { token } = await createInvitation(ctx, await createTestActor(ctx, "administrator"));
  const rows = await ctx.db.execute<{ row: string }>(sql`select invitations::text as row from invitations`);
  expect(rows[0]?.row).not.toContain(token);
  ctx.clock.advanceS(limits.auth.invitationTtlS + 1);
  await expect(signUp(ctx, { ...person("bob"), invitation: token }, testClient)).rejects.toMatchObject({ code: "forbidden" });
});

test("a sign-up that is refused does not use its invitation up", async () => {
  ctx = await openAccountContext({ REGISTRATION: "invite" });
  const administrator = await createTestActor(ctx, "administrator");
  const { token } = await createInvitation(ctx, administrator);
  const taken = { ...person("bob"), username: `person-${administrator.userId}`, invitation: token };
  await expect(signUp(ctx, taken, testClient)).rejects.toMatchObject({ code: "conflict" });
  expect(await findRegistration(ctx, token)).toBe("invited");
});

test("only an administrator invites, and only where invitations are taken", async () => {
  ctx = await openAccountContext({ REGISTRATION: "invite" });
  await expect(createInvitation(ctx, await createTestActor(ctx))).rejects.toMatchObject({ code: "forbidden" });
  await ctx.close();
  ctx = await openAccountContext({ REGISTRATION: "first" });
  await expect(createInvitation(ctx, await createTestActor(ctx, "administrator"))).rejects.toMatchObject({ code: "conflict" });
});
