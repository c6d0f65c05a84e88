import { type Actor, authorize, authorizeAll, scopeOf, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { lockImages } from "../images/queries";
import { deleteMemberships, insertMemberships, listMembersAmong, lockCollection, moveHomes, patchCollection } from "./queries";

type Ctx = Pick<Context, "db"> & { actor: Actor };
type Input = { collectionId: string; imageIds: string[] };

/**
 * Puts the actor's own images into a collection, all or none; those already in it stay. Safe to run
 * again.
 * @throws AppError not-found, also for images of others; forbidden for viewers
 */
export async function addToCollection(ctx: Ctx, input: Input): Promise<{ added: number }> {
  const imageIds = [...new Set(input.imageIds)];
  return ctx.db.transaction(async (tx) => {
    const collection = authorize(ctx.actor, "add", await lockCollection(tx, viewScopeOf(ctx.actor), input.collectionId), "collection");
    authorizeAll(ctx.actor, "manage", imageIds, await lockImages(tx, scopeOf(ctx.actor), imageIds));
    const added = await insertMemberships(tx, collection.id, imageIds);
    if (added > 0) await patchCollection(tx, collection, {});
    return { added };
  });
}

/**
 * Takes images out of a collection, all or none: contributors their own, editors anybody's. They
 * stay in their owners' libraries. Safe to run again for own images.
 * @throws AppError not-found; forbidden
 */
export async function removeFromCollection(ctx: Ctx, input: Input): Promise<{ removed: number }> {
  const imageIds = [...new Set(input.imageIds)];
  return ctx.db.transaction(async (tx) => {
    const collection = authorize(ctx.actor, "add", await lockCollection(tx, viewScopeOf(ctx.actor), input.collectionId), "collection");
    const own = await lockImages(tx, scopeOf(ctx.actor), imageIds);
    const members = await listMembersAmong(tx, collection, imageIds);
    const others = members.filter(({ ownerId }) => ownerId !== ctx.actor.userId).map((image) => ({ ...image, rank: collection.rank }));
    authorizeAll(ctx.actor, "edit", imageIds, [...own, ...others]);
    const guests = [...own, ...others].filter(({ ownerId }) => ownerId !== collection.ownerId).map(({ id }) => id);
    if (guests.length > 0) await moveHomes(tx, collection.id, guests);
    const removed = await deleteMemberships(tx, collection.id, imageIds);
    if (removed > 0) await patchCollection(tx, collection, {});
    return { removed };
  });
}
