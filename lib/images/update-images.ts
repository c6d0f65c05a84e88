import type { z } from "zod";
import { type Actor, authorizeAll, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { getImage } from "./get-image";
import { lockImages, patchImages } from "./queries";
import type { ImageView, imageChanges } from "./schema";
import { buildSearchWords } from "./search-words";

type Ctx = Pick<Context, "db"> & { actor: Actor };
type Changes = z.output<typeof imageChanges>;

/**
 * Changes what people say about images, all of them or none. Fields that are left out stay.
 * @throws AppError not-found
 */
export async function updateImages(ctx: Ctx, input: { imageIds: string[]; changes: Changes }): Promise<{ imageIds: string[] }> {
  const { favourite, title, description, tags, rating } = input.changes;
  const patch = { favourite, title, description, tags: tags && [...new Set(tags)], rating };
  const scope = scopeOf(ctx.actor);
  const imageIds = [...new Set(input.imageIds)];
  await ctx.db.transaction(async (tx) => {
    const images = authorizeAll(ctx.actor, "edit", imageIds, await lockImages(tx, scope, imageIds));
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as typeof patch;
    const words = images.map((image) => ({ id: image.id, searchWords: buildSearchWords({ ...image, ...given }) }));
    await patchImages(tx, scope, given, words);
  });
  return { imageIds };
}

/** Like `updateImages` for one image, and gives it back as it is now. @throws AppError not-found */
export async function updateImage(ctx: Ctx, input: Changes & { imageId: string }): Promise<ImageView> {
  const { imageId, ...changes } = input;
  await updateImages(ctx, { imageIds: [imageId], changes });
  return getImage(ctx, { imageId });
}
