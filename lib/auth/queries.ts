import { and, desc, eq, gt, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { deferCommit } from "../db/deferred-commit";
import { collections } from "../db/schema/images";
import { attempts, invitations, sessions, users } from "../db/schema/users";
import { buildTextWords } from "../images/search-words";

export type UserRow = typeof users.$inferSelect;
export type SessionRow = typeof sessions.$inferSelect;
export type SessionKind = SessionRow["kind"];

/** Whether anybody has an account. */
export async function hasUsers(db: Db): Promise<boolean> {
  return (await db.select({ id: users.id }).from(users).limit(1)).length > 0;
}

/** Lets one sign-up after the other in until the transaction ends; reading goes on. */
export async function lockUsers(tx: Db): Promise<void> {
  await tx.execute(sql`lock table users in share row exclusive mode`);
}

/** Inserts a person and answers true, or false when somebody has the name or the address. */
export async function insertUser(tx: Db, user: typeof users.$inferInsert): Promise<boolean> {
  return (await tx.insert(users).values(user).onConflictDoNothing().returning({ id: users.id })).length > 0;
}

export async function insertDefaultCollection(tx: Db, collection: { id: string; ownerId: string; name: string }): Promise<void> {
  await tx.insert(collections).values({ ...collection, isDefault: true, searchWords: buildTextWords([collection.name]) });
}

export async function findUser(db: Db, userId: string): Promise<UserRow | undefined> {
  return (await db.select().from(users).where(eq(users.id, userId)))[0];
}

/** By username or e-mail address, without regard to case. A username holds no "@", so at most one matches. */
export async function findUserByLogin(db: Db, login: string): Promise<UserRow | undefined> {
  const lowered = sql`lower(${login})`;
  return (
    await db
      .select()
      .from(users)
      .where(or(eq(sql`lower(${users.username})`, lowered), eq(sql`lower(${users.email})`, lowered)))
  )[0];
}

export async function insertSession(db: Db, session: typeof sessions.$inferInsert): Promise<void> {
  await db.insert(sessions).values(session);
}

/** A session with the person behind it. */
export async function findSession(db: Db, sessionId: string) {
  const [row] = await db
    .select({ session: sessions, role: users.role, disabledAt: users.disabledAt })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.id, sessionId));
  return row;
}

export async function touchSession(db: Db, sessionId: string, seenAt: Date, unlessSince: Date): Promise<void> {
  await db
    .update(sessions)
    .set({ lastSeenAt: seenAt })
    .where(and(eq(sessions.id, sessionId), lt(sessions.lastSeenAt, unlessSince), deferCommit));
}

export async function deleteSession(db: Db, userId: string, sessionId: string): Promise<void> {
  await db.delete(sessions).where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId)));
}

/** Deletes a person's sessions, all but one if one is named, and answers how many there were. */
export async function deleteOtherSessions(db: Db, userId: string, keptSessionId: string | null): Promise<number> {
  const gone = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), keptSessionId === null ? undefined : ne(sessions.id, keptSessionId)))
    .returning({ id: sessions.id });
  return gone.length;
}

export async function deleteExpiredSessions(db: Db, now: Date): Promise<void> {
  await db.delete(sessions).where(lt(sessions.expiresAt, now));
}

/** The living sessions of a person, the latest used first. */
export function listSessionRows(db: Db, userId: string, now: Date): Promise<SessionRow[]> {
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.lastSeenAt))
    .limit(100);
}

/** Counts one more attempt of a subject in a window and answers how many there are now. */
export async function countAttempt(db: Db, subject: string, windowStart: Date): Promise<number> {
  const [row] = await db
    .insert(attempts)
    .values({ subject, windowStart, count: 1 })
    .onConflictDoUpdate({ target: [attempts.subject, attempts.windowStart], set: { count: sql`${attempts.count} + 1` } })
    .returning({ count: attempts.count });
  return row?.count ?? 1;
}

export async function uncountAttempt(db: Db, subject: string, windowStart: Date): Promise<void> {
  await db
    .update(attempts)
    .set({ count: sql`greatest(${attempts.count} - 1, 0)` })
    .where(and(eq(attempts.subject, subject), eq(attempts.windowStart, windowStart)));
}

export async function deleteAttempts(db: Db, subject: string): Promise<void> {
  await db.delete(attempts).where(eq(attempts.subject, subject));
}

export async function deleteAttemptsBefore(db: Db, windowStart: Date): Promise<void> {
  await db.delete(attempts).where(lt(attempts.windowStart, windowStart));
}

export async function insertInvitation(db: Db, invitation: typeof invitations.$inferInsert): Promise<void> {
  await db.insert(invitations).values(invitation);
}

const isUsable = (tokenHash: string, now: Date) =>
  and(eq(invitations.tokenHash, tokenHash), isNull(invitations.usedBy), gt(invitations.expiresAt, now));

export async function hasUsableInvitation(db: Db, tokenHash: string, now: Date): Promise<boolean> {
  return (await db.select({ id: invitations.id }).from(invitations).where(isUsable(tokenHash, now))).length > 0;
}

/** Marks an invitation as used, once; it ends too, so that deleting the person does not revive it. */
export async function spendInvitation(tx: Db, tokenHash: string, usedBy: string, now: Date): Promise<boolean> {
  const used = await tx
    .update(invitations)
    .set({ usedBy, expiresAt: now })
    .where(isUsable(tokenHash, now))
    .returning({ id: invitations.id });
  return used.length > 0;
}
