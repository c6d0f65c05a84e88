import type { CleanFormat } from "../imaging/decoder";
import type { ServedBytes } from "./get-original";
import { openKept, type PictureContext, withOriginalPath } from "./kept-picture";
import { pictureVersion } from "./picture-version";
import type { PictureSource } from "./view-queries";

/** Above this a PNG takes longer than a decoder child may. */
const pngPixelsMax = 50_000_000;

/**
 * The picture at full resolution without anything else: upright, in sRGB, no metadata, only the first
 * frame. PNG of PNG and GIF (up to 50 megapixels), else JPEG; see `encodeCleanCopy`. Made when it is
 * first opened, and kept. Only for an image that the caller has seen may be shown
 * (`findPictureSources`, `findSeenSources`). The name is neutral: replace it where details are shared.
 * `open` throws AppError undecodable, decode-limit, not-found or unavailable.
 */
export function getCleanOriginal(ctx: PictureContext, image: PictureSource): ServedBytes & { fileName: string } {
  const format = cleanFormat(image);
  const extension = format === "png" ? "png" : "jpg";
  const version = pictureVersion(image.stepVersions);
  const kept = {
    imageId: image.id,
    key: `derived/${image.id}/clean-v${version}.${extension}`,
    make: () => withOriginalPath(ctx, image, (path) => ctx.decoder.cleanCopy(path, format)),
  };
  return {
    contentType: `image/${format}`,
    tag: `${image.id}-clean-${version}`,
    fileName: `picture-${image.id.slice(-8)}.${extension}`,
    open: (range) => openKept(ctx, kept, range),
  };
}

function cleanFormat({ contentType, width, height }: PictureSource): CleanFormat {
  const hasPng = contentType === "image/png" || contentType === "image/gif";
  return hasPng && (width ?? 0) * (height ?? 0) <= pngPixelsMax ? "png" : "jpeg";
}
