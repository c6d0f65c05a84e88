import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Actor } from "./access";
import { createSession, endOtherSessions, endSession, findSessionActor, listSessions } from "./sessions";
import { type AccountContext, createTestActor, openAccountContext, testClient } from "./testing";

let ctx: AccountContext;
let actor: Actor & { sessionId: string };
beforeEach(async () => {
  ctx = await openAccountContext({ SESSION_DAYS: "1" });
  actor = await createTestActor(ctx);
});
afterEach(() => ctx.close());

test("a session names its actor until it ends", async () => {
  expect(await findSessionActor(ctx, actor)).toEqual(actor);
  await endSession(ctx, actor);
  expect(await findSessionActor(ctx, actor)).toBeUndefined();
});

test("a session of a disabled person is dead at once", async () => {
  await ctx.db.execute(sql`update users set disabled_at = now() where id = ${actor.userId}`);
  expect(await findSessionActor(ctx, actor)).toBeUndefined();
});

test("a session ends by itself, and its row is swept by a later sign-in", async () => {
  ctx.clock.advanceS(86_400);
  expect(await findSessionActor(ctx, actor)).toBeUndefined();
  ctx.clock.advanceS(1);
  const next = await createSession(ctx, actor.userId, testClient);
  const rows = await ctx.db.execute(sql`select id from sessions`);
  expect([...rows]).toEqual([{ id: next.sessionId }]);
});

test("a session's id does not serve another person", async () => {
  const other = await createTestActor(ctx);
  expect(await findSessionActor(ctx, { sessionId: actor.sessionId, userId: other.userId })).toBeUndefined();
  await endSession(ctx, { sessionId: actor.sessionId, userId: other.userId });
  expect(await findSessionActor(ctx, actor)).toEqual(actor);
});

test("when a session was last used is written at most once a minute", async () => {
  const seenAt = async () => (await listSessions(ctx, actor))[0]?.lastSeenAt.getTime();
  const first = await seenAt();
  ctx.clock.advanceS(59);
  await findSessionActor(ctx, actor);
  expect(await seenAt()).toBe(first);
  ctx.clock.advanceS(2);
  await findSessionActor(ctx, actor);
  expect(await seenAt()).toBe(ctx.clock.now().getTime());
});

test("a person ends all sessions but the present one, and nobody else's", async () => {
  const other = await createTestActor(ctx);
  await createSession(ctx, actor.userId, { ...testClient, userAgent: "phone" });
  expect((await listSessions(ctx, actor)).map((session) => [session.userAgent, session.isCurrent])).toHaveLength(2);
  expect(await endOtherSessions(ctx, actor)).toBe(1);
  expect(await listSessions(ctx, actor)).toMatchObject([{ id: actor.sessionId, isCurrent: true }]);
  expect(await findSessionActor(ctx, other)).toEqual(other);
});
