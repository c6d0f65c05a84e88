import { v7 as createId } from "uuid";
import type { OutputOf, ParsedInputOf } from "../../api/operation";
import { type Actor, scopeOf } from "../../auth/access";
import type { Context } from "../../context/context";
import { AppError } from "../../errors";
import { limits } from "../../limits";
import { applyGroup } from "./apply-group";
import { makePlan } from "./make-plan";
import type { Planned } from "./plan-rules";
import { addToRun, deleteRun, findRun, insertRun } from "./run-queries";
import type { applyDuplicateRules as operation } from "./schema";
import { toRun } from "./to-run";

type Ctx = Pick<Context, "db" | "clock"> & { actor: Actor };

/**
 * Does what a preview showed, all of it or, when that has changed since, nothing. A group that
 * somebody changes while this runs is left alone and counted. What was done is kept as one run, also
 * when the server stops in between.
 * @throws AppError not-found for a rule; conflict when the preview is no longer true, or showed nothing
 */
export async function applyDuplicateRules(
  ctx: Ctx,
  { ruleIds, token }: ParsedInputOf<typeof operation>,
): Promise<OutputOf<typeof operation>> {
  const plan = await makePlan(ctx, ruleIds);
  if (plan.token !== token) throw new AppError("conflict", "The library has changed since this preview. Look at it again.");
  const names = new Map(plan.rules.map(({ id, name }) => [id, name]));
  const run = await runRules(ctx, plan.groups, names, { automatic: false });
  if (!run.runId) throw new AppError("conflict", "There is nothing that these rules would do.");
  const row = await findRun(ctx.db, scopeOf(ctx.actor), run.runId);
  if (!row) throw new AppError("not-found", "There is no such run.");
  return { run: toRun(row, ctx.clock.now()), skippedCount: run.skippedCount };
}

/** Applies what was planned, some groups at a time, and keeps what was done as one run; `runId` is undefined when nothing was. */
export async function runRules(
  ctx: Ctx,
  planned: readonly Planned[],
  ruleNames: ReadonlyMap<string, string>,
  { automatic }: { automatic: boolean },
): Promise<{ runId: string | undefined; skippedCount: number }> {
  if (planned.length === 0) return { runId: undefined, skippedCount: 0 };
  const scope = scopeOf(ctx.actor);
  const runId = createId();
  const now = ctx.clock.now();
  await insertRun(ctx.db, { id: runId, ownerId: scope.ownerId, automatic, appliedAt: now });
  let done = 0;
  for (let at = 0; at < planned.length; at += limits.duplicates.ruleGroupsPerTransaction) {
    const part = planned.slice(at, at + limits.duplicates.ruleGroupsPerTransaction);
    done += await ctx.db.transaction(async (tx) => {
      const applied = [];
      for (const group of part)
        applied.push(await applyGroup(tx, ctx.actor, { ...group, ruleName: ruleNames.get(group.ruleId) ?? "" }, now));
      const groups = applied.filter((group) => group !== undefined);
      if (groups.length > 0) await addToRun(tx, scope, runId, groups);
      return groups.length;
    });
  }
  if (done === 0) await deleteRun(ctx.db, scope, runId);
  return { runId: done === 0 ? undefined : runId, skippedCount: planned.length - done };
}
