import type { OutputOf, ParsedInputOf } from "../../api/operation";
import { type Actor, authorize, scopeOf } from "../../auth/access";
import type { Context } from "../../context/context";
import type { Db } from "../../db/client";
import { AppError } from "../../errors";
import { limits } from "../../limits";
import * as groups from "../group-queries";
import { giveBackFrom } from "../merge-into";
import { duplicateOf } from "../resolve-duplicate-group";
import { type AppliedGroup, findRun, forgetDecisionsOf, markUndone, restackFrom } from "./run-queries";
import type { undoDuplicateRuleRun as operation } from "./schema";
import { toRun, undoUntil } from "./to-run";

type Output = OutputOf<typeof operation>;
type Undone = Pick<Output, "left"> & { restoredIds: string[] };

/**
 * Undoes a run, the last group first: what went to the trash comes back, what the kept pictures took
 * over is given back, stacks are as they were, held pictures are held again, and the rules' decisions
 * are forgotten. What somebody has changed since stays as it is: a picture that they trashed for
 * another reason or put elsewhere, another value, another stack, a later decision. Safe to run again
 * until all is done.
 * @throws AppError not-found; conflict when it is undone already, or older than 30 days
 */
export async function undoDuplicateRuleRun(
  ctx: Pick<Context, "db" | "clock"> & { actor: Actor },
  { runId }: ParsedInputOf<typeof operation>,
): Promise<Output> {
  const scope = scopeOf(ctx.actor);
  const now = ctx.clock.now();
  const run = authorize(ctx.actor, "manage", await findRun(ctx.db, scope, runId), "run");
  if (run.undoneAt) throw new AppError("conflict", "This is undone already.");
  if (undoUntil(run) <= now) throw new AppError("conflict", `What rules did can be undone for ${limits.duplicates.ruleUndoDays} days.`);
  const all = run.changes.groups.toReversed();
  const left: Output["left"] = [];
  let restoredCount = 0;
  for (let at = 0; at < all.length; at += limits.duplicates.ruleGroupsPerTransaction) {
    const part = all.slice(at, at + limits.duplicates.ruleGroupsPerTransaction);
    const undone = await ctx.db.transaction(async (tx) => {
      const results: Undone[] = [];
      for (const group of part) results.push(await undoGroup(tx, ctx.actor, group));
      return results;
    });
    for (const group of undone) left.push(...group.left);
    restoredCount += undone.reduce((sum, group) => sum + group.restoredIds.length, 0);
  }
  await markUndone(ctx.db, scope, runId, now);
  return { run: toRun({ ...run, undoneAt: now }, now), restoredCount, left };
}

async function undoGroup(tx: Db, actor: Actor, group: AppliedGroup): Promise<Undone> {
  const scope = scopeOf(actor);
  const { keepId, otherIds, heldIds } = group;
  const ids = [keepId, ...otherIds];
  const members = await groups.lockMembers(tx, scope, ids);
  const places = new Map(members.map(({ id, place }) => [id, place]));
  const restoredIds = group.action === "keep" ? await groups.listTrashedFor(tx, scope, otherIds, [duplicateOf(keepId)]) : [];
  for (const id of restoredIds) places.set(id, "library");
  const backIds = otherIds.filter((id) => places.has(id) && places.get(id) !== "trash");
  await forgetDecisionsOf(tx, scope, ids, group.decidedAt);
  if (group.action === "keep") await giveBackFrom(tx, scope, [keepId], { fromIds: backIds, restored: false });
  await groups.moveImages(tx, scope, restoredIds, { place: "library" });
  if (group.action === "stack") await restackFrom(tx, scope, keepId, group.stackedBefore);
  const toHold = heldIds.filter((id) => places.get(id) === "library");
  await groups.moveImages(tx, scope, toHold, { place: "held" });
  const isLeft = (id: string) => places.get(id) !== "library" && places.get(id) !== "held";
  const left = otherIds
    .filter(isLeft)
    .map((imageId) => ({ imageId, reason: places.has(imageId) ? ("changed" as const) : ("deleted" as const) }));
  return { restoredIds, left };
}
