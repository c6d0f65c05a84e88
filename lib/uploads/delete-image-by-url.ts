import { authorize, scopeOf } from "../auth/access";
import { deleteImage } from "../images/delete-image";
import { findBySourceUrl } from "../images/removal-queries";
import { toSourceUrl } from "../images/source-url";

/**
 * Removes the image that was added from an address, as `deleteImage` does.
 * @throws AppError not-found; address-not-allowed when it is none
 */
export async function deleteImageByUrl(
  ctx: Parameters<typeof deleteImage>[0],
  { url, permanent }: { url: string; permanent: boolean },
): Promise<undefined> {
  const found = await findBySourceUrl(ctx.db, scopeOf(ctx.actor), toSourceUrl(url));
  const image = authorize(ctx.actor, "delete", found);
  return deleteImage(ctx, { imageId: image.id, permanent });
}
