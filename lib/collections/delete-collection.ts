import { type Actor, authorize, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { deleteCollectionRow, findCollectionId, lockCollection, moveHomes, trashMembers } from "./queries";

/**
 * Deletes a collection. Its images stay in the library, or go to the trash; those whose home it was
 * get the default collection as their home, and no bytes move.
 * @throws AppError not-found; conflict for the default collection
 */
export async function deleteCollection(
  ctx: Pick<Context, "db" | "clock"> & { actor: Actor },
  input: { collectionId: string; images: "keep" | "trash" },
): Promise<void> {
  const scope = scopeOf(ctx.actor);
  await ctx.db.transaction(async (tx) => {
    const collection = authorize(ctx.actor, "delete", await lockCollection(tx, scope, input.collectionId), "collection");
    const defaultId = await findCollectionId(tx, scope, "default");
    if (collection.isDefault || !defaultId) throw new AppError("conflict", "The default collection cannot be deleted.");
    if (input.images === "trash") await trashMembers(tx, scope, collection.id, ctx.clock.now());
    await moveHomes(tx, scope, collection.id, defaultId);
    await deleteCollectionRow(tx, scope, collection.id);
  });
}
