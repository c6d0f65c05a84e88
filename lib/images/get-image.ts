import { type Actor, scopeOf, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { listDuplicateEvidence } from "./list-duplicate-evidence";
import type { ImageView } from "./schema";
import { listStacks } from "./stack-queries";
import { toImageView } from "./to-image-view";
import { findImageViews, listCollectionsOfImages } from "./view-queries";

type Ctx = Pick<Context, "db"> & { actor: Actor };

/**
 * One image with everything that the actor may know of it.
 * @throws AppError not-found
 */
export async function getImage(ctx: Ctx, input: { imageId: string }): Promise<ImageView> {
  const [view] = await findViews(ctx, [input.imageId]);
  if (!view) throw new AppError("not-found", "There is no such picture.");
  return view;
}

/** Everything that the actor may know of these images, in their order; those out of sight are left out. */
export async function findViews(ctx: Ctx, imageIds: readonly string[]): Promise<ImageView[]> {
  const scope = viewScopeOf(ctx.actor);
  const [rows, collections, evidence, stacks] = await Promise.all([
    findImageViews(ctx.db, scope, imageIds),
    listCollectionsOfImages(ctx.db, scope, imageIds),
    listDuplicateEvidence(ctx, scopeOf(ctx.actor), imageIds),
    listStacks(ctx.db, scopeOf(ctx.actor), imageIds),
  ]);
  const views = rows.map((row) => {
    const inCollections = collections.filter(({ imageId }) => imageId === row.id).map(({ id, name }) => ({ id, name }));
    return toImageView(ctx.actor, row, {
      collections: inCollections,
      duplicates: evidence.get(row.id) ?? [],
      stack: stacks.get(row.id) ?? null,
    });
  });
  const byId = new Map(views.map((view) => [view.id, view]));
  return imageIds.flatMap((id) => byId.get(id) ?? []);
}
