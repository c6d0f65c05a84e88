import { createHash } from "node:crypto";
import { type Actor, scopeOf } from "../../auth/access";
import type { Context } from "../../context/context";
import { AppError } from "../../errors";
import { limits } from "../../limits";
import { findAllDecided } from "../find-decided";
import { listRuleImages, listRulePairs } from "./plan-queries";
import { type Planned, planRules } from "./plan-rules";
import { listRuleRows } from "./rule-queries";
import type { DuplicateRule } from "./schema";
import { toRule } from "./to-rule";

/** What rules would do, at most `ruleGroupsMax` groups of it; `token` stands for all of it. */
export type Plan = { groups: Planned[]; rules: DuplicateRule[]; complete: boolean; token: string };

/**
 * Plans what the named rules of the actor, or all of them, would do now, see [Note: What rules do]. Pairs about
 * which a decision follows from others are left alone, see [Note: Decisions are facts].
 * Nothing changes; the same library gives the same plan and token.
 * @throws AppError not-found for a rule
 */
export async function makePlan(ctx: Pick<Context, "db"> & { actor: Actor }, ruleIds: readonly string[] | undefined): Promise<Plan> {
  const scope = scopeOf(ctx.actor);
  const all = (await listRuleRows(ctx.db, scope)).map(toRule);
  if (ruleIds?.some((id) => !all.some((rule) => rule.id === id))) throw new AppError("not-found", "There is no such rule.");
  const rules = ruleIds ? all.filter(({ id }) => ruleIds.includes(id)) : all;
  const found = rules.length > 0 ? await listRulePairs(ctx.db, scope) : { pairs: [], complete: true };
  const decided = await findAllDecided(ctx.db, scope);
  const pairs = found.pairs.filter(({ imageId, ofImageId }) => !decided.has(imageId, ofImageId));
  const imageIds = [...new Set(pairs.flatMap(({ imageId, ofImageId }) => [imageId, ofImageId]))];
  const planned = await planRules(rules, pairs, await listRuleImages(ctx.db, scope, imageIds));
  const groups = planned.slice(0, limits.duplicates.ruleGroupsMax);
  const token = createHash("sha256").update(JSON.stringify(groups)).digest("base64url");
  return { groups, rules, complete: found.complete && groups.length === planned.length, token };
}
