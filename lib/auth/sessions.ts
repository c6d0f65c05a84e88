import { v7 as uuidv7 } from "uuid";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { type Actor, keyScopes } from "./access";
import type { Client } from "./client-address";
import {
  deleteExpiredSessions,
  deleteOtherSessions,
  deleteSession,
  findSession,
  insertSession,
  listSessionRows,
  type SessionKind,
  type SessionRow,
  touchSession,
} from "./queries";

type Needs = Pick<Context, "db" | "clock">;

/** What a session cookie or an access token carries: which row, and whose. */
export type SessionToken = { sessionId: string; userId: string };

/** A session that has just begun. */
export type NewSession = SessionToken & { expiresAt: Date };

const touchEveryMs = 60_000;

/** Begins a session of a person, and sweeps those that have ended by themselves. */
export async function createSession(
  ctx: Needs & Pick<Context, "config">,
  userId: string,
  client: Client,
  kind: SessionKind = "browser",
): Promise<NewSession> {
  const now = ctx.clock.now();
  const { sessionDays, refreshTtlDays } = ctx.config.auth;
  const days = kind === "browser" ? sessionDays : refreshTtlDays;
  const session = { sessionId: uuidv7(), userId, expiresAt: new Date(now.getTime() + days * 86_400_000) };
  await deleteExpiredSessions(ctx.db, now);
  await insertSession(ctx.db, {
    id: session.sessionId,
    userId,
    kind,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: session.expiresAt,
    userAgent: client.userAgent,
  });
  return session;
}

/**
 * The actor of a session, or undefined when it has ended, its time is over, its person is disabled
 * or it is of the other kind: whatever happens to the row holds from the next request on.
 */
export async function findSessionActor(ctx: Needs, token: SessionToken, kind: SessionKind = "browser"): Promise<Actor | undefined> {
  const row = await findSession(ctx.db, token.sessionId);
  const now = ctx.clock.now();
  if (!row || row.session.kind !== kind || row.session.userId !== token.userId || row.disabledAt || row.session.expiresAt <= now)
    return undefined;
  const touchBefore = new Date(now.getTime() - touchEveryMs);
  if (row.session.lastSeenAt < touchBefore) await touchSession(ctx.db, token.sessionId, now, touchBefore);
  return { userId: row.session.userId, role: row.role, sessionId: row.session.id, scopes: keyScopes };
}

/** Ends one session; safe to run again. */
export async function endSession(ctx: Pick<Context, "db">, token: SessionToken): Promise<void> {
  await deleteSession(ctx.db, token.userId, token.sessionId);
}

/** Ends every session of a person, of both kinds, and answers how many there were. */
export function endAllSessions(ctx: { db: Db }, userId: string): Promise<number> {
  return deleteOtherSessions(ctx.db, userId, null);
}

/** Ends every session of the actor but the present one, and answers how many there were. */
export function endOtherSessions(ctx: Pick<Context, "db">, actor: Actor): Promise<number> {
  return deleteOtherSessions(ctx.db, actor.userId, actor.sessionId);
}

/** The actor's living sessions, the latest used first. */
export async function listSessions(ctx: Needs, actor: Actor): Promise<(SessionRow & { isCurrent: boolean })[]> {
  const rows = await listSessionRows(ctx.db, actor.userId, ctx.clock.now());
  return rows.map((row) => ({ ...row, isCurrent: row.id === actor.sessionId }));
}
