import { and, asc, eq, isNotNull, isNull, ne, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { images } from "../db/schema/images";
import { identities, sessions, users } from "../db/schema/users";
import type { UserRow } from "./queries";

/** A person with how much room their pictures take. */
export type PersonRow = { user: UserRow; images: number; usedBytes: number };

async function findPersonRows(db: Db, where: SQL | undefined, limit: number, offset: number): Promise<PersonRow[]> {
  const usage = db
    .select({
      images: sql<number>`count(*)::int`.as("images"),
      usedBytes: sql<string>`coalesce(sum(${images.sizeBytes}), 0)`.as("used_bytes"),
    })
    .from(images)
    .where(eq(images.ownerId, users.id))
    .as("usage");
  const rows = await db
    .select({ user: users, images: usage.images, usedBytes: usage.usedBytes })
    .from(users)
    .crossJoinLateral(usage)
    .where(where)
    .orderBy(sql`lower(${users.username})`, asc(users.id))
    .limit(limit)
    .offset(offset);
  return rows.map((row) => ({ ...row, usedBytes: Number(row.usedBytes) }));
}

/** A page of everybody, by name. */
export function listPersonRows(db: Db, { limit, offset }: { limit: number; offset: number }): Promise<PersonRow[]> {
  return findPersonRows(db, undefined, limit, offset);
}

export async function findPersonRow(db: Db, userId: string): Promise<PersonRow | undefined> {
  return (await findPersonRows(db, eq(users.id, userId), 1, 0))[0];
}

export async function countUsers(db: Db): Promise<number> {
  return db.$count(users);
}

export async function hasIdentity(db: Db, userId: string): Promise<boolean> {
  return (await db.select({ issuer: identities.issuer }).from(identities).where(eq(identities.userId, userId)).limit(1)).length > 0;
}

/** Whether somebody else has a name or an address, without regard to case. */
export async function isTaken(db: Db, userId: string, { username, email }: { username?: string; email?: string }): Promise<boolean> {
  const wanted = or(
    username === undefined ? undefined : eq(sql`lower(${users.username})`, sql`lower(${username})`),
    email === undefined ? undefined : eq(sql`lower(${users.email})`, sql`lower(${email})`),
  );
  if (!wanted) return false;
  const rows = await db
    .select({ id: users.id })
    .from(users)
    .where(and(ne(users.id, userId), wanted))
    .limit(1);
  return rows.length > 0;
}

export type UserPatch = Partial<
  Pick<typeof users.$inferInsert, "username" | "email" | "passwordHash" | "role" | "quotaBytes" | "disabledAt">
>;

/** Changes what is named of a person; false when there is no such person. */
export async function patchUser(db: Db, userId: string, patch: UserPatch): Promise<boolean> {
  if (Object.keys(patch).length === 0) return true;
  return (await db.update(users).set(patch).where(eq(users.id, userId)).returning({ id: users.id })).length > 0;
}

/** Whether there is an administrator besides this person who can sign in. Call it after `lockUsers`. */
export async function hasOtherAdministrator(tx: Db, userId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(ne(users.id, userId), eq(users.role, "administrator"), isNull(users.disabledAt)))
    .limit(1);
  return rows.length > 0;
}

/** When a session of a person began, or undefined. */
export async function findSessionStart(db: Db, userId: string, sessionId: string): Promise<Date | undefined> {
  const [row] = await db
    .select({ createdAt: sessions.createdAt })
    .from(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId)));
  return row?.createdAt;
}

/** Ids of people whose password hash is this mark and who are disabled, the longest first. */
export async function listUsersMarked(db: Db, mark: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.passwordHash, mark), isNotNull(users.disabledAt)))
    .orderBy(asc(users.disabledAt))
    .limit(limit);
  return rows.map(({ id }) => id);
}
