import { type Actor, type Scope, scopeOf } from "../../auth/access";
import type { Db } from "../../db/client";
import { decideScene } from "../decide-queries";
import { findDecidedAmong } from "../find-decided";
import * as groups from "../group-queries";
import { mergeInto } from "../merge-into";
import { duplicateOf } from "../resolve-duplicate-group";
import { stackUnder } from "../stack-queries";
import type { Planned } from "./plan-rules";
import { type AppliedGroup, findGroupState, findStackedBefore } from "./run-queries";

/**
 * Does what a rule has planned with one group, and says how it was before. Undefined, with nothing
 * done, when the group is no longer as it was planned: a picture is gone, in the trash or off limits,
 * or somebody decided about it.
 */
export async function applyGroup(
  tx: Db,
  actor: Actor,
  planned: Planned & { ruleName: string },
  now: Date,
): Promise<AppliedGroup | undefined> {
  const scope = scopeOf(actor);
  const { keepId, otherIds, action } = planned;
  const ids = [keepId, ...otherIds];
  const members = await groups.lockMembers(tx, scope, ids);
  if (members.length < ids.length || members.some(({ place }) => place === "trash")) return undefined;
  const state = await findGroupState(tx, scope, ids);
  if (state.some((image) => image.isOffLimits)) return undefined;
  const decided = await findDecidedAmong(tx, scope, ids);
  if (otherIds.some((id) => decided.has(keepId, id))) return undefined;
  const heldIds = members.flatMap(({ id, place }) => (place === "held" ? [id] : []));
  const stackedBefore = action === "stack" ? await findStackedBefore(tx, scope, ids) : {};
  await (action === "stack" ? stackGroup : keepOne)(tx, scope, planned, now);
  const { ruleId, ruleName } = planned;
  return { ruleId, ruleName, action, keepId, otherIds, heldIds, stackedBefore, decidedAt: state[0]?.now ?? now.toISOString() };
}

async function keepOne(tx: Db, scope: Scope, { keepId, otherIds }: Planned, now: Date): Promise<void> {
  await decideScene(tx, scope, keepId, { alternates: [], duplicates: otherIds });
  await mergeInto(tx, scope, keepId, otherIds);
  await groups.moveImages(tx, scope, [keepId], { place: "library" });
  await groups.moveImages(tx, scope, otherIds, { place: "trash", trashReason: duplicateOf(keepId), trashedAt: now });
}

async function stackGroup(tx: Db, scope: Scope, { keepId, otherIds }: Planned): Promise<void> {
  const ids = [keepId, ...otherIds];
  await decideScene(tx, scope, keepId, { alternates: otherIds, duplicates: [] });
  await groups.moveImages(tx, scope, ids, { place: "library" });
  await stackUnder(tx, scope, keepId, ids);
}
