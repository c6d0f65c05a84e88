import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { Authorized, Scope } from "../auth/access";
import type { Db } from "../db/client";
import { savedSearches, searchHistory } from "../db/schema/searches";
import { users } from "../db/schema/users";
import type { PageRows } from "../paging";

export type SavedRow = typeof savedSearches.$inferSelect;
export type HistoryRow = typeof searchHistory.$inferSelect;

const isOwn = (scope: Scope) => eq(savedSearches.ownerId, scope.ownerId);

/** A page of the own kept searches, by name. */
export async function listSavedRows(db: Db, scope: Scope, { limit, offset }: PageRows): Promise<SavedRow[]> {
  return db
    .select()
    .from(savedSearches)
    .where(isOwn(scope))
    .orderBy(sql`lower(${savedSearches.name})`, asc(savedSearches.id))
    .limit(limit)
    .offset(offset);
}

/** How many searches a person keeps. */
export async function countSaved(db: Db, scope: Scope): Promise<number> {
  return db.$count(savedSearches, isOwn(scope));
}

/** One of the own kept searches. */
export async function findSaved(db: Db, scope: Scope, searchId: string): Promise<SavedRow | undefined> {
  const rows = await db
    .select()
    .from(savedSearches)
    .where(and(isOwn(scope), eq(savedSearches.id, searchId)));
  return rows[0];
}

/** Locks a person for the rest of the transaction, so that their searches are counted and added one after the other. */
export async function lockSearcher(db: Db, scope: Scope): Promise<void> {
  await db.select({ id: users.id }).from(users).where(eq(users.id, scope.ownerId)).for("no key update");
}

/** Keeps a search. */
export async function insertSaved(
  db: Db,
  scope: Scope,
  row: Pick<SavedRow, "id" | "name" | "query" | "pictures">,
): Promise<SavedRow | undefined> {
  const rows = await db
    .insert(savedSearches)
    .values({ ...row, ownerId: scope.ownerId })
    .returning();
  return rows[0];
}

/** Changes a kept search. */
export async function patchSaved(
  db: Db,
  saved: Authorized<SavedRow>,
  patch: Partial<Pick<SavedRow, "name" | "query" | "pictures">>,
): Promise<SavedRow | undefined> {
  const rows = await db
    .update(savedSearches)
    .set({ ...patch, updatedAt: sql`now()` })
    .where(eq(savedSearches.id, saved.id))
    .returning();
  return rows[0];
}

/** Forgets a kept search. */
export async function removeSaved(db: Db, saved: Authorized<SavedRow>): Promise<void> {
  await db.delete(savedSearches).where(eq(savedSearches.id, saved.id));
}

const isOfPerson = (scope: Scope) => eq(searchHistory.ownerId, scope.ownerId);

/** A page of a person's history, the last line first. */
export async function listHistoryRows(db: Db, scope: Scope, { limit, offset }: PageRows): Promise<HistoryRow[]> {
  return db
    .select()
    .from(searchHistory)
    .where(isOfPerson(scope))
    .orderBy(desc(searchHistory.usedAt), desc(searchHistory.id))
    .limit(limit)
    .offset(offset);
}

/** How many lines a person's history has. */
export async function countHistory(db: Db, scope: Scope): Promise<number> {
  return db.$count(searchHistory, isOfPerson(scope));
}

/** Puts a line into the history, or counts it once more. */
export async function insertHistory(
  db: Db,
  scope: Scope,
  row: { id: string; query: string; usedAt: Date },
): Promise<HistoryRow | undefined> {
  const rows = await db
    .insert(searchHistory)
    .values({ ...row, ownerId: scope.ownerId })
    .onConflictDoUpdate({
      target: [searchHistory.ownerId, searchHistory.query],
      set: { uses: sql`${searchHistory.uses} + 1`, usedAt: row.usedAt },
    })
    .returning();
  return rows[0];
}

/** Forgets the oldest lines beyond so many. */
export async function cutHistory(db: Db, scope: Scope, linesMax: number): Promise<void> {
  await db.execute(sql`
    delete from search_history where id in (
      select id from search_history where owner_id = ${scope.ownerId} order by used_at desc, id desc offset ${linesMax})`);
}

/** Forgets one line; says whether it was there. */
export async function removeHistoryRow(db: Db, scope: Scope, entryId: string): Promise<boolean> {
  const rows = await db
    .delete(searchHistory)
    .where(and(isOfPerson(scope), eq(searchHistory.id, entryId)))
    .returning({ id: searchHistory.id });
  return rows.length > 0;
}

/** Forgets all lines. */
export async function removeHistory(db: Db, scope: Scope): Promise<void> {
  await db.delete(searchHistory).where(isOfPerson(scope));
}
