import { type Actor, type Scope, scopeOf, type ViewScope, viewScopeOf } from "../auth/access";
import { getCollectionFor } from "../collections/get-collection-for";
import type { Context } from "../context/context";
import type { ImageCondition } from "../images/conditions";
import type { ImageSelection } from "../images/filter-queries";
import { type ImageFilter, imageFilter } from "../images/list-schema";
import type { SearchPlan } from "./plan-search";
import type { SearchOptions } from "./schema";

/** Where a search looks, and for whom. */
export type SearchArea = {
  actor: Actor;
  scope: Scope;
  view: ViewScope;
  filter: ImageSelection;
  /** The whole library, nothing left out: the index and the remembered counts serve. */
  isWhole: boolean;
  /** A collection that somebody else shares. */
  isShared: boolean;
};

const filterNames = Object.keys(imageFilter.shape) as (keyof ImageFilter)[];

/**
 * Where a search with these options, and a line's plan, looks: in a collection that the actor may see,
 * or in their own images. A collection of the options comes before that of the line.
 * @throws AppError not-found for a collection
 */
export async function openSearchArea(
  ctx: Pick<Context, "db"> & { actor: Actor },
  options: SearchOptions,
  plan?: SearchPlan,
): Promise<SearchArea> {
  const given = filterNames.filter((name) => options[name] !== undefined);
  const filter = Object.fromEntries(given.map((name) => [name, options[name]])) as ImageFilter;
  const asked = filter.collectionId ?? plan?.collectionId;
  const collection = asked === undefined ? undefined : await getCollectionFor(ctx, "view", asked);
  const conditions = plan ? listConditions(filter, plan) : [];
  const place = plan?.place ?? filter.place;
  return {
    actor: ctx.actor,
    scope: scopeOf(ctx.actor),
    view: viewScopeOf(ctx.actor),
    filter: { ...filter, place, ...(collection && { collectionId: collection.id }), ...(conditions.length > 0 && { conditions }) },
    isWhole: place === "library" && !collection && conditions.length === 0 && given.every((name) => name === "place"),
    isShared: collection !== undefined && collection.ownerId !== ctx.actor.userId,
  };
}

function listConditions({ collectionId }: ImageFilter, plan: SearchPlan): ImageCondition[] {
  const asked = plan.conditions.map(({ condition }) => condition);
  if (collectionId === undefined || plan.collectionId === undefined) return asked;
  return [...asked, { of: "collection", collectionId: plan.collectionId }];
}
