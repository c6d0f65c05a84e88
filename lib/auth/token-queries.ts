import { and, count, desc, eq, exists, gt, inArray, isNotNull, isNull, like, lt, or, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { deferCommit } from "../db/deferred-commit";
import { apiKeys, attempts, refreshTokens, sessions, users } from "../db/schema/users";

export type ApiKeyRow = typeof apiKeys.$inferSelect;

export async function insertRefreshToken(db: Db, token: typeof refreshTokens.$inferInsert): Promise<void> {
  await db.insert(refreshTokens).values(token);
}

/**
 * Uses a refresh token up and answers its session: once, however many ask at the same moment, and
 * only while token and session last and their person is not disabled. The session is locked before
 * its token, as whoever ends a session does it.
 */
export async function spendRefreshToken(tx: Db, tokenHash: string, now: Date): Promise<string | undefined> {
  const itsSession = tx.select({ id: refreshTokens.sessionId }).from(refreshTokens).where(eq(refreshTokens.tokenHash, tokenHash));
  await tx.select({ id: sessions.id }).from(sessions).where(inArray(sessions.id, itsSession)).for("update");
  const living = tx
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(eq(sessions.id, refreshTokens.sessionId), eq(sessions.kind, "token"), gt(sessions.expiresAt, now), isNull(users.disabledAt)),
    );
  const [spent] = await tx
    .update(refreshTokens)
    .set({ usedAt: now })
    .where(and(eq(refreshTokens.tokenHash, tokenHash), isNull(refreshTokens.usedAt), gt(refreshTokens.expiresAt, now), exists(living)))
    .returning({ sessionId: refreshTokens.sessionId });
  return spent?.sessionId;
}

/** Lets a session last longer and answers whose it is; undefined when it has just been ended. */
export async function extendSession(tx: Db, sessionId: string, seenAt: Date, expiresAt: Date): Promise<string | undefined> {
  const [session] = await tx
    .update(sessions)
    .set({ lastSeenAt: seenAt, expiresAt })
    .where(eq(sessions.id, sessionId))
    .returning({ userId: sessions.userId });
  return session?.userId;
}

/** Deletes the refresh tokens of a session that would be refused anyway. */
export async function deleteExpiredRefreshTokens(tx: Db, sessionId: string, now: Date): Promise<void> {
  await tx.delete(refreshTokens).where(and(eq(refreshTokens.sessionId, sessionId), lt(refreshTokens.expiresAt, now)));
}

/** Deletes the session of a refresh token that was used before, with all its tokens, and answers whose it was. */
export async function deleteSessionOfUsedToken(db: Db, tokenHash: string): Promise<string | undefined> {
  const used = db
    .select({ id: refreshTokens.sessionId })
    .from(refreshTokens)
    .where(and(eq(refreshTokens.tokenHash, tokenHash), isNotNull(refreshTokens.usedAt)));
  const [gone] = await db.delete(sessions).where(inArray(sessions.id, used)).returning({ userId: sessions.userId });
  return gone?.userId;
}

/** Lets one change of a person's keys after the other in until the transaction ends. */
export async function lockUser(tx: Db, userId: string): Promise<void> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
}

export async function insertApiKey(tx: Db, key: typeof apiKeys.$inferInsert): Promise<void> {
  await tx.insert(apiKeys).values(key);
}

export async function countApiKeys(db: Db, userId: string): Promise<number> {
  const [row] = await db.select({ count: count() }).from(apiKeys).where(eq(apiKeys.userId, userId));
  return row?.count ?? 0;
}

export async function findApiKey(db: Db, userId: string, keyId: string): Promise<ApiKeyRow | undefined> {
  return (
    await db
      .select()
      .from(apiKeys)
      .where(and(eq(apiKeys.id, keyId), eq(apiKeys.userId, userId)))
  )[0];
}

/** The latest made first. */
export function listApiKeyRows(db: Db, userId: string, page: { limit: number; offset: number }): Promise<ApiKeyRow[]> {
  return db
    .select()
    .from(apiKeys)
    .where(eq(apiKeys.userId, userId))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(page.limit)
    .offset(page.offset);
}

/** Deletes a key of a person; false when they have none of that id. */
export async function deleteApiKeyRow(db: Db, userId: string, keyId: string): Promise<boolean> {
  const gone = await db
    .delete(apiKeys)
    .where(and(eq(apiKeys.id, keyId), eq(apiKeys.userId, userId)))
    .returning({ id: apiKeys.id });
  return gone.length > 0;
}

/** A key with the person behind it, by what is kept of it. */
export async function findApiKeyByHash(db: Db, tokenHash: string) {
  const [row] = await db
    .select({ key: apiKeys, role: users.role, disabledAt: users.disabledAt })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .where(eq(apiKeys.tokenHash, tokenHash));
  return row;
}

export async function touchApiKey(db: Db, keyId: string, usedAt: Date, unlessSince: Date): Promise<void> {
  await db
    .update(apiKeys)
    .set({ lastUsedAt: usedAt })
    .where(and(eq(apiKeys.id, keyId), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, unlessSince)), deferCommit));
}

const requestsPrefix = "requests:";

/** Adds requests to the count of a subject in a window and answers how many there are now. Deferred: a lost count is only a laxer bound. */
export async function addRequests(db: Db, subject: string, windowStart: Date, by: number): Promise<number> {
  const [row] = await db
    .insert(attempts)
    .values({ subject: requestsPrefix + subject, windowStart, count: by })
    .onConflictDoUpdate({ target: [attempts.subject, attempts.windowStart], set: { count: sql`${attempts.count} + ${by}` } })
    .returning({ count: attempts.count, deferred: deferCommit });
  return row?.count ?? by;
}

export async function deleteRequestsBefore(db: Db, windowStart: Date): Promise<void> {
  await db.delete(attempts).where(and(like(attempts.subject, `${requestsPrefix}%`), lt(attempts.windowStart, windowStart), deferCommit));
}
