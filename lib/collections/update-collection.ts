import type { ParsedInputOf } from "../api/operation";
import { type Actor, authorize, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { buildTextWords } from "../images/search-words";
import { getCollection } from "./list-collections";
import { listMembersAmong, lockCollection, patchCollection } from "./queries";
import type { CollectionView, updateCollection as operation } from "./schema";

/**
 * Renames a collection, changes its tags or its cover (null: the newest image again): its owner and
 * editors may; and its owner keeps rules about duplicates away from it, or no longer. Fields that are left out stay.
 * @throws AppError not-found, also for a cover that is not in the collection; forbidden
 */
export async function updateCollection(
  ctx: Pick<Context, "db"> & { actor: Actor },
  input: ParsedInputOf<typeof operation>,
): Promise<CollectionView> {
  await ctx.db.transaction(async (tx) => {
    const action = input.isProtected === undefined ? "edit" : "manage";
    const collection = authorize(ctx.actor, action, await lockCollection(tx, viewScopeOf(ctx.actor), input.collectionId), "collection");
    const { coverImageId, isProtected } = input;
    if (coverImageId && (await listMembersAmong(tx, collection, [coverImageId])).length === 0)
      throw new AppError("not-found", "There is no such picture in this collection.");
    const name = input.name ?? collection.name;
    const tags = input.tags ? [...new Set(input.tags)] : collection.tags;
    const searchWords = buildTextWords([name, ...tags]);
    const given = { ...(coverImageId !== undefined && { coverImageId }), ...(isProtected !== undefined && { isProtected }) };
    await patchCollection(tx, collection, { name, tags, searchWords, ...given });
  });
  return getCollection(ctx, input);
}
