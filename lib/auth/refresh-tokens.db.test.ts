import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { emptyDatabase } from "../db/testing";
import type { Actor } from "./access";
import { findBearerActor } from "./bearer";
import { logIn } from "./log-in";
import { hashOpaqueToken } from "./opaque-token";
import { hashPassword } from "./password";
import { refreshTokens } from "./refresh-tokens";
import { registerPerson } from "./register-person";
import { enableSecondFactor, saveOfferedSecret } from "./second-factor-queries";
import { createSession, endAllSessions, endSession, type NewSession } from "./sessions";
import { type AccountContext, createTestActor, openAccountContext, testClient } from "./testing";
import type { TokenPair } from "./token-schema";
import { addRefreshToken, createTokenSession } from "./token-session";
import { computeTotpCode, createTotpSecret, sealTotpSecret } from "./totp";

let ctx: AccountContext;
let actor: Actor;
let first: TokenPair;
const daysS = 86_400;

beforeAll(async () => {
  ctx = await openAccountContext({ REFRESH_TTL_DAYS: "2", ACCESS_TTL_MIN: "15", REGISTRATION: "open" });
});
afterAll(() => ctx.close());
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  actor = await createTestActor(ctx);
  first = (await createTokenSession(ctx, actor.userId, testClient)).tokens;
});

const renew = (tokens: Pick<TokenPair, "refreshToken">) => refreshTokens(ctx, tokens);
const refused = { code: "unauthenticated" };
const isAlive = async (tokens: TokenPair) => (await findBearerActor(ctx, tokens.accessToken)) !== undefined;

test("logging in by name or address gives tokens that name their person until they end", async () => {
  const password = "correct horse battery";
  const passwordHash = await hashPassword(password);
  await ctx.db.execute(sql`update users set username = 'Ada', email = 'ada@example.org', password_hash = ${passwordHash}`);
  for (const username of ["ada", "ADA@example.org"]) {
    const tokens = await logIn(ctx, { username, password }, testClient);
    expect(tokens).toMatchObject({ tokenType: "Bearer", expiresInS: 900 });
    expect(await findBearerActor(ctx, tokens.accessToken)).toMatchObject({ userId: actor.userId, scopes: ["read", "write", "admin"] });
  }
  await expect(logIn(ctx, { username: "ada", password: "another password" }, testClient)).rejects.toMatchObject(refused);
});

test("a person with a second factor gets no tokens without its code", async () => {
  const password = "correct horse battery";
  const secret = createTotpSecret();
  const sealed = sealTotpSecret(ctx.config, actor.userId, secret);
  await saveOfferedSecret(ctx.db, actor.userId, sealed);
  await enableSecondFactor(ctx.db, actor.userId, sealed, 0, ctx.clock.now());
  await ctx.db.execute(sql`update users set username = 'ada', password_hash = ${await hashPassword(password)}`);
  const rows = () => ctx.db.execute(sql`select id from sessions`);
  const before = await rows();
  for (const code of [undefined, "", "000000"])
    await expect(logIn(ctx, { username: "ada", password, code }, testClient)).rejects.toMatchObject({ code: "second-factor-required" });
  await expect(logIn(ctx, { username: "ada", password: "wrong", code: "000000" }, testClient)).rejects.toMatchObject(refused);
  expect(await rows()).toHaveLength(before.length);
  const code = computeTotpCode(secret, ctx.clock.now());
  expect(await isAlive(await logIn(ctx, { username: "ada", password, code }, testClient))).toBe(true);
  await expect(logIn(ctx, { username: "ada", password, code }, testClient)).rejects.toMatchObject({ code: "second-factor-required" });
});

test("registering gives tokens and the new account at once", async () => {
  const input = { username: "bob", email: "bob@example.org", password: "correct horse battery" };
  const { user, ...tokens } = await registerPerson(ctx, input, testClient);
  expect(user).toMatchObject({ username: "bob", email: "bob@example.org", role: "member" });
  expect(await findBearerActor(ctx, tokens.accessToken)).toMatchObject({ userId: user.id });
  expect(await isAlive(await renew(tokens))).toBe(true);
});

test("each refresh gives a new pair, and the session lasts on with it", async () => {
  let tokens = first;
  for (let i = 0; i < 4; i++) {
    ctx.clock.advanceS(1.5 * daysS);
    expect(await isAlive(tokens)).toBe(false);
    const next = await renew(tokens);
    expect(next.refreshToken).not.toBe(tokens.refreshToken);
    expect(await isAlive(next)).toBe(true);
    tokens = next;
  }
  const rows = await ctx.db.execute<{ n: number }>(sql`select count(*)::int as n from refresh_tokens`);
  expect(rows[0]?.n, "those that are past are swept").toBeLessThanOrEqual(3);
});

test("a refresh token ends by itself, and with its session", async () => {
  const second = (await createTokenSession(ctx, actor.userId, testClient)).tokens;
  const now = ctx.clock.now().toISOString();
  await ctx.db.execute(sql`update refresh_tokens set expires_at = ${now} where token_hash = ${hashOpaqueToken(second.refreshToken)}`);
  await expect(renew(second)).rejects.toMatchObject(refused);
  ctx.clock.advanceS(2 * daysS);
  await expect(renew(first)).rejects.toMatchObject(refused);
});

test("a used refresh token that comes again ends everything that came out of its sign-in, and nothing else", async () => {
  const other = (await createTokenSession(ctx, actor.userId, testClient)).tokens;
  const second = await renew(first);
  const third = await renew(second);
  await expect(renew(first)).rejects.toMatchObject(refused);
  for (const tokens of [first, second, third]) {
    expect(await isAlive(tokens)).toBe(false);
    await expect(renew(tokens)).rejects.toMatchObject(refused);
  }
  expect(await isAlive(other)).toBe(true);
  expect(await isAlive(await renew(other))).toBe(true);
});

test("of ten refreshes with one token at the same moment one is accepted, and then nothing of the family works", async () => {
  for (let round = 0; round < 3; round++) {
    const start = (await createTokenSession(ctx, actor.userId, testClient)).tokens;
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => renew(start)));
    const accepted = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    expect(accepted).toHaveLength(1);
    for (const answer of answers) if (answer.status === "rejected") expect(answer.reason).toMatchObject(refused);
    for (const tokens of [start, ...accepted]) {
      expect(await isAlive(tokens)).toBe(false);
      await expect(renew(tokens)).rejects.toMatchObject(refused);
    }
  }
});

test("neither token is kept as it is", async () => {
  const rows = await ctx.db.execute(sql`select t::text as row from refresh_tokens t union all select s::text from sessions s`);
  expect(rows).toHaveLength(3);
  expect(JSON.stringify(rows)).not.toContain(first.refreshToken);
  expect(first.refreshToken).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test("what is no refresh token is refused", async () => {
  for (const refreshToken of ["x", first.accessToken, first.refreshToken.toLowerCase(), `${first.refreshToken}A`, ` ${first.refreshToken}`])
    await expect(renew({ refreshToken })).rejects.toMatchObject(refused);
  expect(await isAlive(await renew(first))).toBe(true);
});

test("a refresh token of a browser's session, which nobody makes, is refused", async () => {
  const session = await createSession(ctx, actor.userId, testClient);
  const refreshToken = await addRefreshToken(ctx.db, session, ctx.clock.now());
  await expect(renew({ refreshToken })).rejects.toMatchObject(refused);
});

test("signing out, ending all sessions and disabling hold on the next request", async () => {
  const ends: ((session: NewSession) => Promise<unknown>)[] = [
    (session) => endSession(ctx, session),
    ({ userId }) => endAllSessions(ctx, userId),
    ({ userId }) => ctx.db.execute(sql`update users set disabled_at = now() where id = ${userId}`),
    ({ userId }) => ctx.db.execute(sql`delete from users where id = ${userId}`),
  ];
  for (const end of ends) {
    const { userId } = await createTestActor(ctx);
    const { session, tokens } = await createTokenSession(ctx, userId, testClient);
    expect(await isAlive(tokens)).toBe(true);
    await end(session);
    expect(await isAlive(tokens)).toBe(false);
    await expect(renew(tokens)).rejects.toMatchObject(refused);
  }
});

test("a refresh that was refused for a disabled person is no reuse: enabled again, they go on", async () => {
  await ctx.db.execute(sql`update users set disabled_at = now()`);
  await expect(renew(first)).rejects.toMatchObject(refused);
  await ctx.db.execute(sql`update users set disabled_at = null`);
  expect(await isAlive(await renew(first))).toBe(true);
});
