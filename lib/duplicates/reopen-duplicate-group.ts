import type { OutputOf, ParsedInputOf } from "../api/operation";
import { type Actor, type Scope, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import * as queries from "./group-queries";
import { undoTakenOver } from "./held-queries";
import { lockGroup } from "./lock-group";
import { duplicateOf } from "./resolve-duplicate-group";
import type { reopenDuplicateGroup as operation } from "./schema";

/**
 * Undoes what was decided about a group: forgets every decision about two of these pictures, brings
 * back those that went to the trash for one of them, takes back what was taken over from those, and
 * holds again which were held. Safe to run again.
 * @throws AppError not-found; forbidden for pictures of somebody else
 */
export async function reopenDuplicateGroup(
  ctx: Pick<Context, "db"> & { actor: Actor },
  input: ParsedInputOf<typeof operation>,
): Promise<OutputOf<typeof operation>> {
  const scope = scopeOf(ctx.actor);
  const imageIds = [...new Set(input.imageIds)];
  return ctx.db.transaction(async (tx) => {
    const members = await lockGroup(tx, ctx.actor, imageIds);
    await queries.forgetDecisionsAmong(tx, scope, imageIds);
    const restoredIds = await queries.listTrashedFor(tx, scope, imageIds, imageIds.map(duplicateOf));
    if (restoredIds.length > 0) await giveBack(tx, scope, imageIds);
    await queries.moveImages(tx, scope, restoredIds, { place: "library" });
    const hereIds = new Set([...restoredIds, ...members.filter(({ place }) => place !== "trash").map(({ id }) => id)]);
    const heldIds = input.heldIds.filter((id) => hereIds.has(id));
    await queries.moveImages(tx, scope, heldIds, { place: "held" });
    return { imageIds, restoredIds };
  });
}

async function giveBack(tx: Db, scope: Scope, imageIds: readonly string[]): Promise<void> {
  for (const { id, takenOver } of await queries.listTakenOver(tx, scope, imageIds)) await undoTakenOver(tx, scope, id, takenOver);
}
