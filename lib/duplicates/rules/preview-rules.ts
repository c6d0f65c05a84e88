import type { OutputOf, ParsedInputOf } from "../../api/operation";
import { type Actor, scopeOf } from "../../auth/access";
import type { Context } from "../../context/context";
import { findTiles } from "../../images/queries";
import type { ImageTile } from "../../images/schema";
import { toImageTile } from "../../images/to-image-tile";
import { limits } from "../../limits";
import { rowsOf } from "../../paging";
import { makePlan } from "./make-plan";
import type { Planned } from "./plan-rules";
import type { previewDuplicateRules as operation, PlannedGroup } from "./schema";

/**
 * A page of exactly what applying rules now would do. Nothing changes. Of a group each page shows at
 * most `groupImagesMax` others.
 * @throws AppError not-found for a rule
 */
export async function previewDuplicateRules(
  ctx: Pick<Context, "db"> & { actor: Actor },
  { ruleIds, page, limit }: ParsedInputOf<typeof operation>,
): Promise<OutputOf<typeof operation>> {
  const plan = await makePlan(ctx, ruleIds);
  const { offset } = rowsOf({ page, limit });
  const shown = plan.groups.slice(offset, offset + limit);
  const ids = shown.flatMap(({ keepId, otherIds }) => [keepId, ...otherIds.slice(0, limits.duplicates.groupImagesMax)]);
  const tiles = new Map((await findTiles(ctx.db, scopeOf(ctx.actor), ids)).map((row) => [row.id, toImageTile(row)]));
  const names = new Map(plan.rules.map(({ id, name }) => [id, name]));
  const countOf = (action: Planned["action"]) =>
    plan.groups.reduce((sum, group) => sum + (group.action === action ? group.otherIds.length : 0), 0);
  return {
    groups: shown.flatMap((group) => toGroup(group, names.get(group.ruleId) ?? "", tiles)),
    page,
    total: plan.groups.length,
    trashCount: countOf("keep"),
    stackCount: countOf("stack"),
    complete: plan.complete,
    token: plan.token,
  };
}

/** None whose kept picture was deleted in this very moment. */
function toGroup({ ruleId, action, keepId, otherIds }: Planned, ruleName: string, tiles: ReadonlyMap<string, ImageTile>): PlannedGroup[] {
  const keep = tiles.get(keepId);
  const others = otherIds.flatMap((id) => tiles.get(id) ?? []);
  return keep ? [{ ruleId, ruleName, action, keep, others }] : [];
}
