import type { ThumbnailOptions } from "../imaging/decoder";
import { limits } from "../limits";
import type { ByteRange, StoredStream } from "../storage/storage";
import type { ServedBytes } from "./get-original";
import { type BeforeMaking, fromMemory, openKept, orUndefined, type PictureContext, withOriginalPath } from "./kept-picture";
import { pictureVersion } from "./picture-version";
import { findKeptSize, thumbnailKey } from "./thumbnail-key";
import type { PictureSource } from "./view-queries";

/** small: 400 px high, for rows of pictures of all widths; large: 1600 px; a number: the longer side at most. */
export type ThumbnailSize = "small" | "large" | number;
type Wanted = { size: ThumbnailSize; format: ThumbnailOptions["format"]; beforeMaking?: BeforeMaking | undefined };
type WantedSize = ThumbnailOptions & Pick<Wanted, "beforeMaking">;

/**
 * A picture of an image that fits into a square of `size` pixels: exactly, or smaller where the
 * original is. Small and large are made by ingest and are JPEG whatever is asked for; all others are
 * made when they are first opened, and kept, see [Note: Kept sizes]. Only for an image that the caller
 * has seen may be shown (`findPictureSources`). `beforeMaking` is asked before any is made but small
 * and large.
 * `open` throws AppError undecodable, decode-limit, not-found or unavailable.
 */
export function serveThumbnail(ctx: PictureContext, image: PictureSource, { size, format, beforeMaking }: Wanted): ServedBytes {
  const version = pictureVersion(image.stepVersions);
  if (typeof size === "string") {
    return { contentType: "image/jpeg", tag: `${image.id}-${size}-${version}`, open: (range) => openRowSize(ctx, image, size, range) };
  }
  return {
    contentType: `image/${format}`,
    tag: `${image.id}-${size}-${format}-${version}`,
    open: (range) => openSize(ctx, image, { sizePx: size, format, beforeMaking }, range),
  };
}

/** While ingest has not made it yet, it is made like any other size. */
async function openRowSize(ctx: PictureContext, image: PictureSource, size: "small" | "large", range?: ByteRange): Promise<StoredStream> {
  const kept = await ctx.storage.read(thumbnailKey(image.id, size), range).catch(orUndefined);
  if (kept) return kept;
  const sizePx = size === "small" ? limits.thumbnail.smallPx * 2 : limits.thumbnail.largePx;
  return openSize(ctx, image, { sizePx, format: "jpeg" }, range);
}

async function openSize(
  ctx: PictureContext,
  image: PictureSource,
  { beforeMaking, ...wanted }: WantedSize,
  range?: ByteRange,
): Promise<StoredStream> {
  const sizePx = findKeptSize(wanted.sizePx);
  const key = `derived/${image.id}/fit-${sizePx}-v${pictureVersion(image.stepVersions)}.${wanted.format}`;
  const make = () => makeThumbnail(ctx, image, { ...wanted, sizePx });
  if (sizePx === wanted.sizePx) return openKept(ctx, { imageId: image.id, key, make, beforeMaking }, range);
  await beforeMaking?.();
  const { stream } = await openKept(ctx, { imageId: image.id, key, make });
  stream.destroy();
  const made = await ctx.storage.withLocalPath(key, (path) => ctx.decoder.thumbnail(path, wanted)).catch(orUndefined);
  return fromMemory(made ?? (await makeThumbnail(ctx, image, wanted)), range);
}

/**
 * Of the large thumbnail where that has enough pixels: its decoding takes a tenth of the time. It has
 * no transparency, so other formats than JPEG are made of it only when the original has none either.
 */
async function makeThumbnail(ctx: PictureContext, image: PictureSource, wanted: ThumbnailOptions): Promise<Uint8Array> {
  const isOpaque = wanted.format === "jpeg" || image.contentType === "image/jpeg";
  if (isOpaque && wanted.sizePx <= limits.thumbnail.largePx / 2) {
    const large = thumbnailKey(image.id, "large");
    const made = await ctx.storage.withLocalPath(large, (path) => ctx.decoder.thumbnail(path, wanted)).catch(orUndefined);
    if (made) return made;
  }
  return withOriginalPath(ctx, image, (path) => ctx.decoder.thumbnail(path, wanted));
}
