import { type Actor, scopeOf } from "../../auth/access";
import type { Context } from "../../context/context";
import { findDecidedAmong } from "../find-decided";
import { runRules } from "./apply-rules";
import { listNewRulePairs, listRuleImages } from "./plan-queries";
import { planRules } from "./plan-rules";
import { listRuleRows } from "./rule-queries";
import { toRule } from "./to-rule";

/**
 * Applies a person's enabled rules to what was just found to repeat a picture of theirs; nothing, and
 * one quick query, where none is enabled. Only evidence counts that is newer than the rule, and than
 * the last undo of any run: what somebody took back is not done again. Each application is a run that can be
 * undone. Safe to run again.
 */
export async function applyRulesAlone(
  ctx: Pick<Context, "db" | "clock"> & { actor: Actor },
  { imageId }: { imageId: string },
): Promise<{ runId: string | undefined }> {
  const scope = scopeOf(ctx.actor);
  const rows = (await listRuleRows(ctx.db, scope)).filter(({ enabled }) => enabled);
  if (rows.length === 0) return { runId: undefined };
  // Rules of different ages would let a later one decide what an earlier one came too late for.
  // The database counts in microseconds, a Date drops them: what is as old as the rule is not newer.
  const since = new Date(Math.max(...rows.map(({ updatedAt }) => updatedAt.getTime())) + 1);
  const found = await listNewRulePairs(ctx.db, scope, imageId, since);
  if (found.length === 0) return { runId: undefined };
  const rules = rows.map(toRule);
  const imageIds = [...new Set(found.flatMap((pair) => [pair.imageId, pair.ofImageId]))];
  const decided = await findDecidedAmong(ctx.db, scope, imageIds);
  const pairs = found.filter((pair) => !decided.has(pair.imageId, pair.ofImageId));
  const planned = await planRules(rules, pairs, await listRuleImages(ctx.db, scope, imageIds));
  const names = new Map(rules.map(({ id, name }) => [id, name]));
  const { runId } = await runRules(ctx, planned, names, { automatic: true });
  return { runId };
}
