import type { OutputOf, ParsedInputOf } from "../api/operation";
import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { forgetDecisionsAmong } from "./decide-queries";
import * as queries from "./group-queries";
import { listHeldBefore } from "./held-before-queries";
import { lockThoseLeft } from "./lock-group";
import { giveBackFrom } from "./merge-into";
import { duplicateOf } from "./resolve-duplicate-group";
import { discarded, replacedBy } from "./resolve-held-image";
import type { reopenDuplicateGroup as operation } from "./schema";
import { unstackAmong } from "./stack-queries";

/**
 * Undoes what was decided about a group, or about a held picture and its twins: forgets every decision
 * about two of these pictures, takes them out of stacks under each other, brings back those that went to
 * the trash for one of them, gives back what was taken over from them (except what somebody has changed
 * since), and holds again which were held until then. Pictures that are not there any more are left out; what went to the
 * trash for one of them comes back. Safe to run again.
 * @throws AppError not-found when none of them is there; forbidden for pictures of somebody else
 */
export async function reopenDuplicateGroup(
  ctx: Pick<Context, "db"> & { actor: Actor },
  input: ParsedInputOf<typeof operation>,
): Promise<OutputOf<typeof operation>> {
  const scope = scopeOf(ctx.actor);
  const namedIds = [...new Set(input.imageIds)];
  return ctx.db.transaction(async (tx) => {
    const members = await lockThoseLeft(tx, ctx.actor, namedIds);
    const imageIds = members.map(({ id }) => id);
    const heldBefore = await listHeldBefore(tx, scope, imageIds);
    const repeatIds = await forgetDecisionsAmong(tx, scope, imageIds);
    await unstackAmong(tx, scope, imageIds);
    const restoredIds = [
      ...(await queries.listTrashedFor(tx, scope, imageIds, [...namedIds.map(duplicateOf), ...namedIds.map(replacedBy)])),
      ...(await queries.listTrashedFor(tx, scope, repeatIds, [discarded])),
    ];
    await giveBackFrom(tx, scope, imageIds, { fromIds: imageIds, restored: restoredIds.length > 0 });
    await queries.moveImages(tx, scope, restoredIds, { place: "library" });
    const hereIds = new Set([...restoredIds, ...members.filter(({ place }) => place !== "trash").map(({ id }) => id)]);
    const toHold = heldBefore.filter((id) => hereIds.has(id));
    await queries.moveImages(tx, scope, toHold, { place: "held" });
    return { imageIds, restoredIds };
  });
}
