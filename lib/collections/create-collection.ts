import { v7 as uuidv7 } from "uuid";
import type { ParsedInputOf } from "../api/operation";
import { type Actor, authorizeAll, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { lockImages } from "../images/queries";
import { buildTextWords } from "../images/search-words";
import { getCollection } from "./list-collections";
import { insertCollection, insertMemberships } from "./queries";
import type { CollectionView, createCollection as operation } from "./schema";

/**
 * Makes a collection, with images in it when they are named.
 * @throws AppError not-found when one of the images is; then nothing is made
 */
export async function createCollection(
  ctx: Pick<Context, "db"> & { actor: Actor },
  input: ParsedInputOf<typeof operation>,
): Promise<CollectionView> {
  const id = uuidv7();
  const tags = [...new Set(input.tags)];
  const imageIds = [...new Set(input.imageIds ?? [])];
  await ctx.db.transaction(async (tx) => {
    const searchWords = buildTextWords([input.name, ...tags]);
    await insertCollection(tx, { id, ownerId: ctx.actor.userId, name: input.name, tags, searchWords });
    if (imageIds.length === 0) return;
    authorizeAll(ctx.actor, "manage", imageIds, await lockImages(tx, scopeOf(ctx.actor), imageIds));
    await insertMemberships(tx, id, imageIds);
  });
  return getCollection(ctx, { collectionId: id });
}
