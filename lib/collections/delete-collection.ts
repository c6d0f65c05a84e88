import { type Actor, authorize, scopeOf, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { deleteCollectionRow, lockCollection, moveHomes, trashMembers } from "./queries";

/**
 * Deletes an own collection. Its images stay in the library, or the actor's own among them go to the
 * trash; those whose home it was get their owner's default collection as their home, and no bytes move.
 * @throws AppError not-found; forbidden; conflict for the default collection
 */
export async function deleteCollection(
  ctx: Pick<Context, "db" | "clock"> & { actor: Actor },
  input: { collectionId: string; images: "keep" | "trash" },
): Promise<void> {
  const scope = scopeOf(ctx.actor);
  await ctx.db.transaction(async (tx) => {
    const collection = authorize(ctx.actor, "delete", await lockCollection(tx, viewScopeOf(ctx.actor), input.collectionId), "collection");
    if (collection.isDefault) throw new AppError("conflict", "The default collection cannot be deleted.");
    if (input.images === "trash") await trashMembers(tx, scope, collection.id, ctx.clock.now());
    await moveHomes(tx, collection.id);
    await deleteCollectionRow(tx, scope, collection.id);
  });
}
