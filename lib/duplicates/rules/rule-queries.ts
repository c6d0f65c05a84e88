import { and, asc, eq, sql } from "drizzle-orm";
import type { Authorized, Scope } from "../../auth/access";
import type { Db } from "../../db/client";
import { toUuids } from "../../db/columns";
import { duplicateRules } from "../../db/schema/duplicates";
import type { PageRows } from "../../paging";

export type RuleRow = typeof duplicateRules.$inferSelect;

const isOwn = (scope: Scope) => eq(duplicateRules.ownerId, scope.ownerId);

/** A person's rules in their order. */
export async function listRuleRows(db: Db, scope: Scope, page?: PageRows): Promise<RuleRow[]> {
  const rows = db.select().from(duplicateRules).where(isOwn(scope)).orderBy(asc(duplicateRules.position), asc(duplicateRules.id));
  return page ? rows.limit(page.limit).offset(page.offset) : rows;
}

/** How many rules a person has. */
export async function countRules(db: Db, scope: Scope): Promise<number> {
  return db.$count(duplicateRules, isOwn(scope));
}

/** Locks a person, so that rules are added and moved one after the other, until the transaction ends. */
export async function lockRules(tx: Db, scope: Scope): Promise<void> {
  await tx.execute(sql`select 1 from users where id = ${scope.ownerId} for no key update`);
}

/** One rule of a person's, locked until the transaction ends. */
export async function lockRule(tx: Db, scope: Scope, ruleId: string): Promise<RuleRow | undefined> {
  const rows = await tx
    .select()
    .from(duplicateRules)
    .where(and(isOwn(scope), eq(duplicateRules.id, ruleId)))
    .for("update");
  return rows[0];
}

/** Inserts a rule after all others of its person. */
export async function insertRule(tx: Db, row: Omit<typeof duplicateRules.$inferInsert, "position">): Promise<void> {
  const position = sql`(select coalesce(max(position), 0) + 1 from duplicate_rules where owner_id = ${row.ownerId})`;
  await tx.insert(duplicateRules).values({ ...row, position: position as unknown as number });
}

export type RulePatch = Partial<Pick<RuleRow, "name" | "condition" | "action" | "enabled">>;

/** Changes a rule; with it begins anew from when on duplicates count as new to it. */
export async function patchRule(tx: Db, rule: Authorized<RuleRow>, patch: RulePatch): Promise<void> {
  await tx
    .update(duplicateRules)
    .set({ ...patch, updatedAt: sql`now()` })
    .where(eq(duplicateRules.id, rule.id));
}

/** Gives a person's rules the order of their ids here; those left out keep their number. */
export async function orderRules(tx: Db, scope: Scope, ruleIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    update duplicate_rules set position = array_position(${toUuids(ruleIds)}, id)
    where owner_id = ${scope.ownerId} and id = any(${toUuids(ruleIds)})`);
}

/** Deletes a rule of a person's, and says whether there was one. */
export async function deleteRule(db: Db, scope: Scope, ruleId: string): Promise<boolean> {
  const rows = await db
    .delete(duplicateRules)
    .where(and(isOwn(scope), eq(duplicateRules.id, ruleId)))
    .returning({ id: duplicateRules.id });
  return rows.length > 0;
}

/** How many of these collections are the person's own. */
export async function countOwnCollections(db: Db, scope: Scope, collectionIds: readonly string[]): Promise<number> {
  const [row] = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from collections where owner_id = ${scope.ownerId} and id = any(${toUuids(collectionIds)})`);
  return row?.count ?? 0;
}
