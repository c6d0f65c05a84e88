import type { ParsedInputOf } from "../api/operation";
import { type Actor, viewScopeOf } from "../auth/access";
import { AppError } from "../errors";
import type { getThumbnail as operation } from "./file-schema";
import type { ServedBytes } from "./get-original";
import type { BeforeMaking, PictureContext } from "./kept-picture";
import { pictureVersion } from "./picture-version";
import { serveThumbnail } from "./serve-thumbnail";
import { findVisibleSource } from "./view-queries";

/**
 * A picture of an image that the actor may see, see `serveThumbnail`. `isPinned`: it was asked for by
 * its current version, so these bytes never change under their address.
 * @throws AppError not-found
 */
export async function getThumbnail(
  ctx: PictureContext & { actor: Actor },
  { imageId, size, format, v }: ParsedInputOf<typeof operation>,
  beforeMaking?: BeforeMaking,
): Promise<ServedBytes & { isPinned: boolean }> {
  const image = await findVisibleSource(ctx.db, viewScopeOf(ctx.actor), imageId);
  if (!image) throw new AppError("not-found", "There is no such picture.");
  return { ...serveThumbnail(ctx, image, { size, format, beforeMaking }), isPinned: v === pictureVersion(image.stepVersions) };
}
