import { type Action, type Actor, type Authorized, authorize, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { type CollectionRow, findCollection } from "./queries";

/**
 * A collection, by id or as `default`, in which the actor may do something, for example `add`.
 * @throws AppError not-found; forbidden when it is shared with the actor, but not for this
 */
export async function getCollectionFor(
  ctx: Pick<Context, "db"> & { actor: Actor },
  action: Action,
  collectionId: string,
): Promise<Authorized<CollectionRow>> {
  return authorize(ctx.actor, action, await findCollection(ctx.db, viewScopeOf(ctx.actor), collectionId), "collection");
}
