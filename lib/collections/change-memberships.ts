import { type Actor, authorize, authorizeAll, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { lockImages } from "../images/queries";
import { deleteMemberships, insertMemberships, lockCollection, patchCollection } from "./queries";

type Ctx = Pick<Context, "db"> & { actor: Actor };
type Input = { collectionId: string; imageIds: string[] };

/** Puts images into a collection, all or none; those already in it stay. Safe to run again. @throws AppError not-found */
export async function addToCollection(ctx: Ctx, input: Input): Promise<{ added: number }> {
  return { added: await changeMemberships(ctx, input, insertMemberships) };
}

/** Takes images out of a collection, all or none; they stay in the library. Safe to run again. @throws AppError not-found */
export async function removeFromCollection(ctx: Ctx, input: Input): Promise<{ removed: number }> {
  return { removed: await changeMemberships(ctx, input, deleteMemberships) };
}

async function changeMemberships(
  ctx: Ctx,
  input: Input,
  change: (tx: Db, collectionId: string, imageIds: readonly string[]) => Promise<number>,
): Promise<number> {
  const scope = scopeOf(ctx.actor);
  const imageIds = [...new Set(input.imageIds)];
  return ctx.db.transaction(async (tx) => {
    const collection = authorize(ctx.actor, "edit", await lockCollection(tx, scope, input.collectionId), "collection");
    authorizeAll(ctx.actor, "edit", imageIds, await lockImages(tx, scope, imageIds));
    const count = await change(tx, collection.id, imageIds);
    if (count > 0) await patchCollection(tx, scope, collection.id, {});
    return count;
  });
}
