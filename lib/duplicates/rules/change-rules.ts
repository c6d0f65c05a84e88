import { v7 as createId } from "uuid";
import type { OutputOf, ParsedInputOf } from "../../api/operation";
import { type Actor, authorize, type Scope, scopeOf } from "../../auth/access";
import type { Context } from "../../context/context";
import type { Db } from "../../db/client";
import { AppError } from "../../errors";
import { limits } from "../../limits";
import { rowsOf } from "../../paging";
import * as queries from "./rule-queries";
import type {
  createDuplicateRule as create,
  deleteDuplicateRule as deletion,
  listDuplicateRules as list,
  RuleCondition,
  updateDuplicateRule as update,
} from "./schema";
import { toRule } from "./to-rule";

type Ctx = Pick<Context, "db"> & { actor: Actor };

/** A page of the actor's rules in their order. */
export async function listDuplicateRules(ctx: Ctx, input: ParsedInputOf<typeof list>): Promise<OutputOf<typeof list>> {
  const scope = scopeOf(ctx.actor);
  const [rows, total] = await Promise.all([queries.listRuleRows(ctx.db, scope, rowsOf(input)), queries.countRules(ctx.db, scope)]);
  return { rules: rows.map(toRule), page: input.page, total };
}

/**
 * Writes a rule, after those there are.
 * @throws AppError not-found for a collection that is not the actor's own; conflict when there are as many as may be
 */
export async function createDuplicateRule(ctx: Ctx, input: ParsedInputOf<typeof create>): Promise<OutputOf<typeof create>> {
  const scope = scopeOf(ctx.actor);
  return ctx.db.transaction(async (tx) => {
    await queries.lockRules(tx, scope);
    await requireOwnCollections(tx, scope, input.condition);
    if ((await queries.countRules(tx, scope)) >= limits.duplicates.rulesMax)
      throw new AppError("conflict", `There are ${limits.duplicates.rulesMax} rules already: delete one first.`);
    const id = createId();
    await queries.insertRule(tx, { id, ownerId: scope.ownerId, ...input });
    return toRule(authorize(ctx.actor, "manage", await queries.lockRule(tx, scope, id), "rule"));
  });
}

/**
 * Changes a rule, or its place among the others. Fields that are left out stay.
 * @throws AppError not-found for the rule, one to come before, or a collection
 */
export async function updateDuplicateRule(
  ctx: Ctx,
  { ruleId, before, ...patch }: ParsedInputOf<typeof update>,
): Promise<OutputOf<typeof update>> {
  const scope = scopeOf(ctx.actor);
  return ctx.db.transaction(async (tx) => {
    await queries.lockRules(tx, scope);
    const rule = authorize(ctx.actor, "manage", await queries.lockRule(tx, scope, ruleId), "rule");
    if (patch.condition) await requireOwnCollections(tx, scope, patch.condition);
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as queries.RulePatch;
    if (Object.keys(given).length > 0) await queries.patchRule(tx, rule, given);
    if (before !== undefined && before !== ruleId) await moveRule(tx, scope, ruleId, before);
    return toRule(authorize(ctx.actor, "manage", await queries.lockRule(tx, scope, ruleId), "rule"));
  });
}

async function moveRule(tx: Db, scope: Scope, ruleId: string, before: string | null): Promise<void> {
  const others = (await queries.listRuleRows(tx, scope)).map(({ id }) => id).filter((id) => id !== ruleId);
  const at = before === null ? others.length : others.indexOf(before);
  if (at < 0) throw new AppError("not-found", "There is no such rule.");
  await queries.orderRules(tx, scope, others.toSpliced(at, 0, ruleId));
}

/** Deletes a rule; runs of it stay. @throws AppError not-found */
export async function deleteDuplicateRule(ctx: Ctx, { ruleId }: ParsedInputOf<typeof deletion>): Promise<undefined> {
  if (!(await queries.deleteRule(ctx.db, scopeOf(ctx.actor), ruleId))) throw new AppError("not-found", "There is no such rule.");
}

async function requireOwnCollections(tx: Db, scope: Scope, { collectionIds }: RuleCondition): Promise<void> {
  if (!collectionIds) return;
  if ((await queries.countOwnCollections(tx, scope, collectionIds)) < new Set(collectionIds).size)
    throw new AppError("not-found", "There is no such collection.");
}
