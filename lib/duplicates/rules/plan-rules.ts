import { setImmediate as letOthersRun } from "node:timers/promises";
import { createBreath, visitInTurns } from "../../feature-index/breath";
import { findComponents } from "../find-components";
import { type Candidate, orderKeepers } from "../order-keepers";
import { type FoundPair, mayGo } from "../shared-part";
import type { DuplicateRule, RuleCondition } from "./schema";

/** All that is known of two pictures on one layer. */
export type RulePair = FoundPair & { agreement: number | null; overlap: number | null };

/** A picture that rules may be about. */
export type RuleImage = Candidate & {
  width: number | null;
  height: number | null;
  collectionIds: readonly string[];
  /** No rule touches it, see `isOffLimits`. */
  isOffLimits: boolean;
};

/** What a rule does with some pictures: `keepId` is kept, or the cover; the others go to the trash, or under it. */
export type Planned = { ruleId: string; action: "keep" | "stack"; keepId: string; otherIds: string[] };

type Rule = Pick<DuplicateRule, "id" | "condition" | "action">;

/**
 * [Note: What rules do] Each pair goes to the first rule that it fits. The pictures of a rule's pairs
 * that hang together are taken in the order in which the rule would keep them: the first is kept, and
 * those that are paired with it themselves go with it; then the first of those that are left, and so
 * on. So nothing goes to the trash for a picture that it does not repeat itself, nor, by a rule that is not for similar
 * pictures, too, for one that it may not go for, see [Note: What may go]. A pair with a picture
 * of a protected collection, or of a stack that holds one, is left to the person: keeping it would change it, since
 * what is kept takes over what the others know, and without that would lose this. No picture is in two
 * groups: what one rule has taken, later ones leave alone. The same pictures give the same plan, in
 * whatever order they come.
 */
export async function planRules(
  rules: readonly Rule[],
  pairs: readonly RulePair[],
  images: ReadonlyMap<string, RuleImage>,
): Promise<Planned[]> {
  const byRule = new Map<string, RulePair[][]>(rules.map(({ id }) => [id, []]));
  let seen = 0;
  for (const evidence of groupPairs(pairs)) {
    if (++seen % pairsPerTurn === 0) await letOthersRun();
    const [a, b] = [images.get(evidence[0]?.imageId ?? ""), images.get(evidence[0]?.ofImageId ?? "")];
    if (!a || !b || a.isOffLimits || b.isOffLimits) continue;
    const rule = rules.find(({ condition }) => evidence.some((pair) => fits(condition, pair, a, b)));
    if (rule) byRule.get(rule.id)?.push(evidence);
  }
  const taken = new Set<string>();
  const planned: Planned[] = [];
  for (const rule of rules) {
    await letOthersRun();
    planned.push(...(await planRule(rule, byRule.get(rule.id) ?? [], images, taken)));
  }
  return planned;
}

/** Pairs that are looked at before others get their turn: some 3 ms of 50 rules. */
const pairsPerTurn = 1_000;

/** Every pair with its evidence of all layers. */
function groupPairs(pairs: readonly RulePair[]): Iterable<RulePair[]> {
  const groups = new Map<string, RulePair[]>();
  for (const pair of pairs) {
    const { imageId: a, ofImageId: b } = pair;
    const key = a < b ? a + b : b + a;
    const group = groups.get(key);
    if (group) group.push(pair);
    else groups.set(key, [pair]);
  }
  return groups.values();
}

async function planRule(
  rule: Rule,
  pairs: readonly RulePair[][],
  images: ReadonlyMap<string, RuleImage>,
  taken: Set<string>,
): Promise<Planned[]> {
  const neighbours = new Map<string, Set<string>>();
  const open: [string, string][] = [];
  /** By one of the two. */
  const evidenceOf = new Map<string, RulePair[]>();
  await visitInTurns(pairs, (evidence) => {
    const { imageId: a = "", ofImageId: b = "" } = evidence[0] ?? {};
    if (taken.has(a) || taken.has(b)) return;
    open.push([a, b]);
    evidenceOf.set(a, [...(evidenceOf.get(a) ?? []), ...evidence]);
    for (const [id, other] of [
      [a, b],
      [b, a],
    ] as const)
      if (mayTake(rule, evidence, other)) neighbours.set(id, (neighbours.get(id) ?? new Set()).add(other));
  });
  const components = await findComponents(open);
  const breathe = createBreath();
  const planned: Planned[] = [];
  for (const ids of components) {
    await breathe();
    const members = ids.flatMap((id) => images.get(id) ?? []);
    const kept = new Set<string>();
    const among = ids.flatMap((id) => evidenceOf.get(id) ?? []);
    for (const { id } of orderKeepers(members, rule.action.by, among)) {
      if (taken.has(id)) continue;
      kept.add(id);
      const isFree = (other: string) => !taken.has(other) && !kept.has(other);
      const others = [...(neighbours.get(id) ?? [])].filter(isFree);
      if (others.length === 0) continue;
      for (const one of [id, ...others]) taken.add(one);
      planned.push({ ruleId: rule.id, action: rule.action.do, keepId: id, otherIds: others.sort() });
    }
  }
  return planned;
}

/** Whether a rule may do with one of a pair what it does with those that it does not keep. */
function mayTake({ action, condition }: Rule, evidence: readonly RulePair[], id: string): boolean {
  return action.do === "stack" || condition.verdict !== "duplicate" || evidence.some((pair) => mayGo(pair, id));
}

/** Whether evidence about two pictures is what a rule is for. */
export function fits(condition: RuleCondition, pair: RulePair, a: RuleImage, b: RuleImage): boolean {
  const { formats, agreementMin, overlapMin, collectionIds } = condition;
  const isIn = (image: RuleImage) => image.collectionIds.some((id) => collectionIds?.includes(id));
  return (
    condition.layers.includes(pair.layer) &&
    (condition.verdict === "any" || condition.verdict === pair.verdict) &&
    (!condition.sameSize || hasSameSize(a, b)) &&
    (!condition.sameRatio || hasSameRatio(a, b)) &&
    (formats === null || isOf(formats, a, b) || isOf(formats, b, a)) &&
    (agreementMin === null || (pair.agreement ?? -1) >= agreementMin) &&
    (overlapMin === null || (pair.overlap ?? -1) >= overlapMin) &&
    (collectionIds === null || (isIn(a) && isIn(b)))
  );
}

function isOf({ one, other }: NonNullable<RuleCondition["formats"]>, a: RuleImage, b: RuleImage): boolean {
  return one.includes(a.facts.format) && other.includes(b.facts.format);
}

function hasSameSize(a: RuleImage, b: RuleImage): boolean {
  return a.width !== null && a.height !== null && a.width === b.width && a.height === b.height;
}

/** The sides of the smaller picture are those of the larger one made smaller, to within one pixel: resizing rounds them. */
export function hasSameRatio(a: Pick<RuleImage, "width" | "height">, b: Pick<RuleImage, "width" | "height">): boolean {
  if (!a.width || !a.height || !b.width || !b.height) return false;
  const [small, large] = a.width * a.height <= b.width * b.height ? [a, b] : [b, a];
  const [width, height] = [large.width ?? 0, large.height ?? 0];
  const byHeight = Math.abs((small.width ?? 0) - (width * (small.height ?? 0)) / height);
  const byWidth = Math.abs((small.height ?? 0) - (height * (small.width ?? 0)) / width);
  return Math.min(byHeight, byWidth) <= 1;
}
