import { and, desc, eq, sql } from "drizzle-orm";
import type { Scope } from "../../auth/access";
import type { Db } from "../../db/client";
import { toUuids } from "../../db/columns";
import { duplicateRuleRuns } from "../../db/schema/duplicates";
import type { PageRows } from "../../paging";
import { openPairsOf } from "../decide-queries";
import { isOffLimits } from "./protected-queries";

/** What became of one group, and how it was before. */
export type AppliedGroup = {
  ruleId: string;
  ruleName: string;
  action: "keep" | "stack";
  keepId: string;
  otherIds: string[];
  /** Those of all that were held before. */
  heldIds: string[];
  /** Under which pictures those that are in another stack now were stacked before; null: under none. */
  stackedBefore: Record<string, string | null>;
  /** When this was decided: later decisions are somebody's. */
  decidedAt: string;
};

export type RunChanges = { automatic: boolean; groups: AppliedGroup[] };
export type RunRow = Omit<typeof duplicateRuleRuns.$inferSelect, "changes"> & { changes: RunChanges };

const isOwn = (scope: Scope) => eq(duplicateRuleRuns.ownerId, scope.ownerId);

/** Keeps that rules are being applied, with nothing done yet. */
export async function insertRun(tx: Db, run: { id: string; ownerId: string; automatic: boolean; appliedAt: Date }): Promise<void> {
  const { automatic, ...row } = run;
  await tx.insert(duplicateRuleRuns).values({ ...row, changes: { automatic, groups: [] }, imageCount: 0 });
}

/** Adds what was done to a run. */
export async function addToRun(tx: Db, scope: Scope, runId: string, groups: readonly AppliedGroup[]): Promise<void> {
  const images = groups.reduce((sum, { otherIds }) => sum + otherIds.length, 0);
  await tx.execute(sql`
    update duplicate_rule_runs set image_count = image_count + ${images},
      changes = jsonb_set(changes, '{groups}', (changes->'groups') || ${JSON.stringify(groups)}::text::jsonb)
    where owner_id = ${scope.ownerId} and id = ${runId}`);
}

/** Forgets a run that did nothing. */
export async function deleteRun(db: Db, scope: Scope, runId: string): Promise<void> {
  await db.delete(duplicateRuleRuns).where(and(isOwn(scope), eq(duplicateRuleRuns.id, runId)));
}

/** A run of a person's. */
export async function findRun(db: Db, scope: Scope, runId: string): Promise<RunRow | undefined> {
  const rows = await db
    .select()
    .from(duplicateRuleRuns)
    .where(and(isOwn(scope), eq(duplicateRuleRuns.id, runId)));
  return rows[0] as RunRow | undefined;
}

/** A person's runs, the latest first. */
export async function listRunRows(db: Db, scope: Scope, page: PageRows): Promise<RunRow[]> {
  const rows = await db
    .select()
    .from(duplicateRuleRuns)
    .where(isOwn(scope))
    .orderBy(desc(duplicateRuleRuns.appliedAt), desc(duplicateRuleRuns.id))
    .limit(page.limit)
    .offset(page.offset);
  return rows as RunRow[];
}

/** How many runs a person has. */
export async function countRuns(db: Db, scope: Scope): Promise<number> {
  return db.$count(duplicateRuleRuns, isOwn(scope));
}

/** Marks a run as undone, once; false when it is already. */
export async function markUndone(tx: Db, scope: Scope, runId: string, now: Date): Promise<boolean> {
  const rows = await tx
    .update(duplicateRuleRuns)
    .set({ undoneAt: now })
    .where(and(isOwn(scope), eq(duplicateRuleRuns.id, runId), sql`${duplicateRuleRuns.undoneAt} is null`))
    .returning({ id: duplicateRuleRuns.id });
  return rows.length > 0;
}

/** Deletes everybody's runs that can be undone no longer: housekeeping, without a scope. */
export async function deleteRunsBefore(db: Db, time: Date): Promise<void> {
  await db.execute(sql`delete from duplicate_rule_runs where applied_at < ${time.toISOString()}::timestamptz`);
}

/** What a rule must know of a group in the moment of applying it; the caller has locked the images. */
export async function findGroupState(tx: Db, scope: Scope, imageIds: readonly string[]) {
  const ids = toUuids(imageIds);
  const rows = await tx.execute<{ id: string; isOffLimits: boolean; now: string }>(sql`
    select i.id, now()::text as now, ${isOffLimits(scope)} as "isOffLimits"
    from images i where i.owner_id = ${scope.ownerId} and i.id = any(${ids}) order by i.id`);
  return [...rows];
}

/** Forgets decisions among images that were made at one moment. */
export async function forgetDecisionsOf(tx: Db, scope: Scope, imageIds: readonly string[], decidedAt: string): Promise<void> {
  const ids = toUuids(imageIds);
  await tx.execute(sql`
    delete from duplicate_decisions where owner_id = ${scope.ownerId} and decided_at = ${decidedAt}::timestamptz
      and image_id = any(${ids}) and of_image_id = any(${ids})`);
  await openPairsOf(tx, scope, imageIds);
}

/** Under which picture each of these, and each that is stacked under one of them, stands; null: under none. */
export async function findStackedBefore(tx: Db, scope: Scope, imageIds: readonly string[]): Promise<Record<string, string | null>> {
  const ids = toUuids(imageIds);
  const rows = await tx.execute<{ id: string; under: string | null }>(sql`
    select id, stacked_under as under from images where owner_id = ${scope.ownerId} and (id = any(${ids}) or stacked_under = any(${ids}))`);
  return Object.fromEntries(rows.map(({ id, under }) => [id, under]));
}

/**
 * Takes images that are still under a cover back to where they were stacked before, and then the
 * cover itself when nothing is under it any more; out of stacks where that picture is no cover now.
 */
export async function restackFrom(tx: Db, scope: Scope, coverId: string, before: Readonly<Record<string, string | null>>): Promise<void> {
  const rows = JSON.stringify(Object.entries(before).map(([id, under]) => ({ id, under })));
  const { ownerId } = scope;
  // Covers first: what stood under one goes back under it.
  for (const isCover of [sql`was.under is null`, sql`was.under is not null`])
    await tx.execute(sql`
      update images set stacked_under = (select c.id from images c where c.id = was.under and c.owner_id = ${ownerId}
          and c.stacked_under is null and c.place = 'library' and c.id <> images.id)
      from jsonb_to_recordset(${rows}::text::jsonb) as was(id uuid, under uuid)
      where images.owner_id = ${ownerId} and images.id = was.id and ${isCover} and (images.stacked_under = ${coverId}
        or (images.id = ${coverId} and images.stacked_under is null and not exists (select 1 from images m where m.stacked_under = ${coverId})))`);
}
