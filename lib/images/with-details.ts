import type { Actor } from "../auth/access";
import type { Context } from "../context/context";
import { limits } from "../limits";
import { findViews } from "./get-image";
import type { ImageTile, ImageView } from "./schema";

/**
 * What names images, with everything that the actor may know of each in place of its tile, in the
 * order given; with nothing to include as it came. What names an image that went out of sight
 * meanwhile is left out.
 */
export async function withDetails<T extends { image: ImageTile | ImageView }>(
  ctx: Pick<Context, "db"> & { actor: Actor },
  include: "details" | undefined,
  naming: readonly T[],
): Promise<T[]> {
  if (include === undefined) return [...naming];
  const views = new Map<string, ImageView>();
  const imageIds = [...new Set(naming.map(({ image }) => image.id))];
  for (let start = 0; start < imageIds.length; start += limits.page.sizeMax)
    for (const view of await findViews(ctx, imageIds.slice(start, start + limits.page.sizeMax))) views.set(view.id, view);
  return naming.flatMap((one) => {
    const image = views.get(one.image.id);
    return image ? [{ ...one, image }] : [];
  });
}
