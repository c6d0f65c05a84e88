import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { emptyDatabase } from "../db/testing";
import { limits } from "../limits";
import type { Actor, KeyScope } from "./access";
import { findBearerActor } from "./bearer";
import { createApiKey } from "./create-api-key";
import { deleteApiKey } from "./delete-api-key";
import { listApiKeys } from "./list-api-keys";
import { hashOpaqueToken } from "./opaque-token";
import { endAllSessions } from "./sessions";
import { type AccountContext, createTestActor, openAccountContext } from "./testing";

let ctx: AccountContext;
let actor: Actor;

beforeAll(async () => {
  ctx = await openAccountContext();
});
afterAll(() => ctx.close());
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  actor = await createTestActor(ctx, "administrator");
});

const make = (scopes: KeyScope[] = ["read", "write"], more: { expiresAt?: string; by?: Actor } = {}) =>
  createApiKey({ ...ctx, actor: more.by ?? actor }, { name: "script", scopes, expiresAt: more.expiresAt });
const inS = (seconds: number) => new Date(ctx.clock.now().getTime() + seconds * 1_000).toISOString();
const actorOf = async (key: string) => (await findBearerActor(ctx, key)) as Actor;
const list = async (by = actor) => listApiKeys({ ...ctx, actor: by }, { limit: 100, page: 1 });

test("a key is shown once, and only its hash is kept", async () => {
  const made = await make();
  expect(made.key).toMatch(/^mgp_[A-Za-z0-9_-]{43}$/);
  expect(await list()).toEqual({ keys: [{ ...made, key: undefined }].map(({ key: _key, ...view }) => view), page: 1, total: 1 });
  const rows = await ctx.db.execute<{ token_hash: string }>(sql`select * from api_keys`);
  expect(JSON.stringify(rows)).not.toContain(made.key.slice(4));
  expect(rows[0]?.token_hash).toBe(hashOpaqueToken(made.key));
});

test("a key acts for its person with its scopes; without admin it is no administrator's", async () => {
  const small = await make(["write", "read"]);
  expect(await actorOf(small.key)).toEqual({
    userId: actor.userId,
    role: "member",
    sessionId: null,
    scopes: ["read", "write"],
    keyId: small.id,
  });
  expect(await actorOf((await make(["admin"])).key)).toMatchObject({ role: "administrator", scopes: ["admin"] });
});

test("a revoked key, one whose time is over and one of a disabled person are dead at once", async () => {
  const revoked = await make();
  const short = await make(["read"], { expiresAt: inS(60) });
  const disabled = await make();
  for (const { key } of [revoked, short, disabled]) expect(await actorOf(key)).toBeDefined();
  await deleteApiKey({ ...ctx, actor }, { keyId: revoked.id });
  expect(await actorOf(revoked.key)).toBeUndefined();
  ctx.clock.advanceS(60);
  expect(await actorOf(short.key)).toBeUndefined();
  await ctx.db.execute(sql`update users set disabled_at = now()`);
  expect(await actorOf(disabled.key)).toBeUndefined();
});

test("signing out everywhere leaves keys: they are revoked one by one", async () => {
  const { key } = await make();
  await endAllSessions(ctx, actor.userId);
  expect(await actorOf(key)).toBeDefined();
});

test("what is no key is nobody's", async () => {
  const { key } = await make();
  const hash = hashOpaqueToken(key);
  for (const text of ["mgp_", key.slice(0, -1), `${key}A`, key.toUpperCase(), key.slice(4), `mgp_${hash}`, hash, "mgp_' or true--"])
    expect(await actorOf(text)).toBeUndefined();
});

test("a key makes no key that may do more than itself", async () => {
  const writer = await actorOf((await make(["read", "write"])).key);
  expect(await make(["read"], { by: writer })).toMatchObject({ scopes: ["read"] });
  await expect(make(["admin"], { by: writer })).rejects.toMatchObject({ code: "forbidden" });
  const reader = await actorOf((await make(["read"])).key);
  await expect(make(["read", "write"], { by: reader })).rejects.toMatchObject({ code: "forbidden" });
});

test("a key makes no key that outlives it, and none after it was revoked", async () => {
  const made = await make(["admin"], { expiresAt: inS(3_600) });
  const by = await actorOf(made.key);
  for (const expiresAt of [undefined, inS(3_601)])
    await expect(make(["read"], { by, ...(expiresAt && { expiresAt }) })).rejects.toMatchObject({
      code: "invalid-input",
      fieldErrors: { expiresAt: expect.any(String) },
    });
  expect(await make(["admin"], { by, expiresAt: inS(3_600) })).toMatchObject({ expiresAt: made.expiresAt });
  await deleteApiKey({ ...ctx, actor }, { keyId: made.id });
  await expect(make(["read"], { by, expiresAt: inS(60) })).rejects.toMatchObject({ code: "unauthenticated" });
});

test("a key does not begin past its end", async () => {
  await expect(make(["read"], { expiresAt: inS(0) })).rejects.toMatchObject({ code: "invalid-input" });
});

test("nobody has more keys than the limit, not even by asking many times at the same moment", async () => {
  const rows = limits.auth.keysMax - 2;
  await ctx.db.execute(sql`insert into api_keys (id, user_id, name, token_hash, scopes)
    select gen_random_uuid(), ${actor.userId}, 'old', 'old' || n, '{read}' from generate_series(1, ${rows}) n`);
  const answers = await Promise.allSettled(Array.from({ length: 6 }, () => make()));
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  for (const answer of answers) if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "conflict" });
  expect((await list()).total).toBe(limits.auth.keysMax);
  await make(["read"], { by: await createTestActor(ctx) });
});

test("keys come in pages, the latest first", async () => {
  const made = [];
  for (let i = 0; i < 5; i++) {
    made.unshift((await make()).id);
    ctx.clock.advanceS(1);
  }
  const pages = await Promise.all([1, 2, 3].map((page) => listApiKeys({ ...ctx, actor }, { limit: 2, page })));
  expect(pages.flatMap(({ keys }) => keys.map(({ id }) => id))).toEqual(made);
  expect(pages.map(({ total }) => total)).toEqual([5, 5, 5]);
});

test("a foreign key and one that does not exist answer alike, and neither is revoked or listed", async () => {
  const other = await createTestActor(ctx);
  const theirs = await make(["read"], { by: other });
  const foreign = deleteApiKey({ ...ctx, actor }, { keyId: theirs.id });
  const absent = deleteApiKey({ ...ctx, actor }, { keyId: crypto.randomUUID() });
  const [first, second] = await Promise.allSettled([foreign, absent]);
  expect(first).toMatchObject({ status: "rejected", reason: { code: "not-found" } });
  expect(second).toEqual(first);
  expect(await actorOf(theirs.key)).toBeDefined();
  expect((await list()).keys).toEqual([]);
});

test("when a key was last used is written at most once a minute", async () => {
  const { key } = await make();
  const usedAt = async () => (await list()).keys[0]?.lastUsedAt ?? null;
  expect(await usedAt()).toBeNull();
  await actorOf(key);
  const first = await usedAt();
  expect(first).toBe(ctx.clock.now().toISOString());
  ctx.clock.advanceS(59);
  await actorOf(key);
  expect(await usedAt()).toBe(first);
  ctx.clock.advanceS(2);
  await actorOf(key);
  expect(await usedAt()).toBe(ctx.clock.now().toISOString());
});
