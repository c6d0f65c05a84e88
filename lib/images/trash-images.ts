import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { lockForRemoval } from "./lock-for-removal";
import { moveOutOfTrash, moveToTrash } from "./queries";

/**
 * Moves images to the trash, all of them or none; those already there keep their day. Safe to run again.
 * @throws AppError not-found; forbidden for images of somebody else
 */
export async function trashImages(
  ctx: Pick<Context, "db" | "clock"> & { actor: Actor },
  input: { imageIds: string[] },
): Promise<{ imageIds: string[] }> {
  const scope = scopeOf(ctx.actor);
  const imageIds = [...new Set(input.imageIds)];
  await ctx.db.transaction(async (tx) => {
    await lockForRemoval(tx, ctx.actor, imageIds);
    await moveToTrash(tx, scope, imageIds, ctx.clock.now());
  });
  return { imageIds };
}

/**
 * Takes images out of the trash into the library, all of them or none; those that are not in the
 * trash stay where they are. Safe to run again.
 * @throws AppError not-found; forbidden for images of somebody else
 */
export async function restoreImages(
  ctx: Pick<Context, "db"> & { actor: Actor },
  input: { imageIds: string[] },
): Promise<{ imageIds: string[] }> {
  const scope = scopeOf(ctx.actor);
  const imageIds = [...new Set(input.imageIds)];
  await ctx.db.transaction(async (tx) => {
    await lockForRemoval(tx, ctx.actor, imageIds);
    await moveOutOfTrash(tx, scope, imageIds);
  });
  return { imageIds };
}
