import { type Action, type Actor, type Authorized, authorize, type Scope, type ViewScope, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { type CollectionRow, findCollection, findCollectionId } from "./queries";

/**
 * The id behind a collection's id or `default`, when it is within the scope: one's own, or with a
 * ViewScope also one that is shared with the viewer.
 * @throws AppError not-found
 */
export async function getCollectionId(ctx: Pick<Context, "db">, scope: Scope | ViewScope, collectionId: string): Promise<string> {
  const found =
    "ownerId" in scope ? await findCollectionId(ctx.db, scope, collectionId) : (await findCollection(ctx.db, scope, collectionId))?.id;
  if (found === undefined) throw new AppError("not-found", "There is no such collection.");
  return found;
}

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
