import type { ParsedInputOf } from "../api/operation";
import { type Actor, authorize, authorizeAll, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { lockImages } from "../images/queries";
import { buildTextWords } from "../images/search-words";
import { getCollection } from "./list-collections";
import { lockCollection, patchCollection } from "./queries";
import type { CollectionView, updateCollection as operation } from "./schema";

/**
 * Renames a collection, changes its tags or its cover (null: the newest image again). Fields that
 * are left out stay.
 * @throws AppError not-found, also for a cover that is not the actor's
 */
export async function updateCollection(
  ctx: Pick<Context, "db"> & { actor: Actor },
  input: ParsedInputOf<typeof operation>,
): Promise<CollectionView> {
  const scope = scopeOf(ctx.actor);
  await ctx.db.transaction(async (tx) => {
    const collection = authorize(ctx.actor, "edit", await lockCollection(tx, scope, input.collectionId), "collection");
    const { coverImageId } = input;
    if (coverImageId) authorizeAll(ctx.actor, "view", [coverImageId], await lockImages(tx, scope, [coverImageId]));
    const name = input.name ?? collection.name;
    const tags = input.tags ? [...new Set(input.tags)] : collection.tags;
    const searchWords = buildTextWords([name, ...tags]);
    await patchCollection(tx, scope, collection.id, { name, tags, searchWords, ...(coverImageId !== undefined && { coverImageId }) });
  });
  return getCollection(ctx, input);
}
