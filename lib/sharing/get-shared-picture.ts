import type { ParsedInputOf } from "../api/operation";
import { AppError } from "../errors";
import { getCleanOriginal } from "../images/get-clean-original";
import { getStoredOriginal, type ServedBytes } from "../images/get-original";
import type { PictureContext } from "../images/kept-picture";
import { neutralName } from "../images/redact-image";
import { serveThumbnail } from "../images/serve-thumbnail";
import { roundToKeptSize } from "../images/thumbnail-key";
import { limits } from "../limits";
import type { getSharedThumbnail as thumbnailOperation } from "./link-schema";
import { type LinkContext, type LinkVisitor, type OpenLink, requireLink } from "./open-link";
import { findSharedSources } from "./shared-queries";

export type SharedPictureContext = LinkContext & PictureContext;
export type SharedSource = Awaited<ReturnType<typeof findSharedSources>>[number];

/**
 * A thumbnail of an image that a link shows: re-encoded, with nothing in it but pixels. Sizes are
 * rounded down to those that are kept: whoever asks for one after the other makes no work with it.
 * @throws AppError as `requireLink`
 */
export async function getSharedThumbnail(
  ctx: SharedPictureContext,
  { token, imageId, size }: ParsedInputOf<typeof thumbnailOperation>,
  visitor: LinkVisitor,
): Promise<ServedBytes> {
  const link = await requireLink(ctx, { token }, visitor);
  const { source } = await getSource(ctx, link, imageId);
  return serveThumbnail(ctx, source, { size: typeof size === "number" ? roundToKeptSize(size) : size, format: "jpeg" });
}

/**
 * A picture of a link to keep, see `serveShared`.
 * @throws AppError as `requireLink`; forbidden when nothing may be kept
 */
export async function getSharedOriginal(
  ctx: SharedPictureContext,
  { token, imageId }: { token: string; imageId: string },
  visitor: LinkVisitor,
): Promise<ServedBytes & { fileName: string }> {
  const link = requireDownload(await requireLink(ctx, { token }, visitor));
  return serveShared(ctx, link, await getSource(ctx, link, imageId));
}

/** @throws AppError forbidden */
export function requireDownload(link: OpenLink): OpenLink {
  if (!link.allowDownload) throw new AppError("forbidden", "This link shows pictures, but does not let you save them.");
  return link;
}

/**
 * What a link gives of a picture to keep: a re-encoded one of at most 2,048 pixels; where originals
 * are allowed the whole picture without metadata; and with details too the stored bytes under their
 * name. Of pictures that others added, only as much as their collection shares.
 */
export function serveShared(ctx: PictureContext, link: OpenLink, shared: SharedSource): ServedBytes & { fileName: string } {
  const { source } = shared;
  if (!link.allowOriginals || !shared.mayGiveOriginal) {
    const picture = serveThumbnail(ctx, source, { size: limits.sharing.linkPicturePx, format: "jpeg" });
    return { ...picture, fileName: neutralName({ id: source.id, contentType: "image/jpeg" }) };
  }
  if (link.showDetails && shared.mayShowDetails) return getStoredOriginal(ctx, source);
  return getCleanOriginal(ctx, source);
}

async function getSource(ctx: SharedPictureContext, link: OpenLink, imageId: string): Promise<SharedSource> {
  const [found] = await findSharedSources(ctx.db, link.scope, [imageId]);
  if (!found) throw new AppError("not-found", "There is no such picture.");
  return found;
}
