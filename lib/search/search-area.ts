import { type Actor, type Scope, scopeOf, type ViewScope, viewScopeOf } from "../auth/access";
import { getCollectionFor } from "../collections/get-collection-id";
import type { Context } from "../context/context";
import { type ImageFilter, imageFilter } from "../images/schema";
import type { SearchOptions } from "./schema";

/** Where a search looks, and for whom. */
export type SearchArea = {
  actor: Actor;
  scope: Scope;
  view: ViewScope;
  filter: ImageFilter;
  /** The whole library, nothing left out: the index and the remembered counts serve. */
  isWhole: boolean;
  /** A collection that somebody else shares. */
  isShared: boolean;
};

const filterNames = Object.keys(imageFilter.shape) as (keyof ImageFilter)[];

/**
 * Where a search with these options looks: in a collection that the actor may see, or in their own images.
 * @throws AppError not-found for a collection
 */
export async function openSearchArea(ctx: Pick<Context, "db"> & { actor: Actor }, options: SearchOptions): Promise<SearchArea> {
  const given = filterNames.filter((name) => options[name] !== undefined);
  const filter = Object.fromEntries(given.map((name) => [name, options[name]])) as ImageFilter;
  const collection = filter.collectionId === undefined ? undefined : await getCollectionFor(ctx, "view", filter.collectionId);
  return {
    actor: ctx.actor,
    scope: scopeOf(ctx.actor),
    view: viewScopeOf(ctx.actor),
    filter: { ...filter, ...(collection && { collectionId: collection.id }) },
    isWhole: filter.place === "library" && given.every((name) => name === "place"),
    isShared: collection !== undefined && collection.ownerId !== ctx.actor.userId,
  };
}
