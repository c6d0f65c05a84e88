import { rgbaToThumbHash } from "thumbhash";
import { limits } from "@/lib/limits";
import { openOpaque, openRaster, type Raster } from "./raster";

/** Both sizes are JPEG files; `thumbhash` is the placeholder of about 25 bytes. */
export type Thumbnails = { small: Uint8Array; large: Uint8Array; thumbhash: Uint8Array };

/** Rows of the timeline have one height and pictures of all widths; panoramas end at this ratio. */
const smallRatioMax = 3;

/**
 * [Note: Thumbnail format] JPEG at quality 80, plain Huffman tables. Measured for a 12-megapixel
 * picture at 1,600 px, one core: JPEG 18 ms and 438 kB; WebP effort 0 57 ms and 399 kB, effort 4
 * 193 ms and 358 kB; mozjpeg 207 ms and 363 kB. Decoding it takes 67 ms, so WebP would halve the
 * speed of an import for a tenth of the bytes. Huffman tables fitted to each picture would save 2 % of
 * the bytes for 1.8 times the time (40 photographs of 640 px: 58.4 instead of 59.6 kB, 4.2 instead of
 * 2.3 ms). Transparency is laid over white.
 */
const jpeg = { quality: 80, progressive: false, optimiseCoding: false } as const;

async function computeThumbhash(raster: Raster): Promise<Uint8Array> {
  const px = limits.thumbnail.placeholderPx;
  const { data, info } = await openRaster(raster)
    .resize({ width: px, height: px, fit: "inside", withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return rgbaToThumbHash(info.width, info.height, data);
}

/**
 * Makes the thumbnails of a raster: large is the raster itself (longer side at most 1,600 px), small is 400 px
 * high and at most 1,200 px wide, the thumbhash comes from at most 64 x 64 px (the same as from 100 px, in a tenth of the time). Nothing is
 * enlarged.
 */
export async function makeThumbnails(raster: Raster): Promise<Thumbnails> {
  const height = limits.thumbnail.smallPx;
  const small = await openOpaque(raster)
    .resize({ width: height * smallRatioMax, height, fit: "inside", withoutEnlargement: true })
    .jpeg(jpeg)
    .toBuffer();
  const large = await openOpaque(raster).jpeg(jpeg).toBuffer();
  return { small, large, thumbhash: await computeThumbhash(raster) };
}

/** Of thumbnails that are asked for one by one, where a few kilobytes more do no harm. */
const jpegOnDemand = { ...jpeg, quality: 85 } as const;

/** Encodes a raster as it is, for thumbnails of any size on demand; JPEG (quality 85) has no transparency. */
export async function encodeRaster(raster: Raster, format: "jpeg" | "webp" | "avif"): Promise<Uint8Array> {
  if (format === "webp") return openRaster(raster).webp({ quality: 80, effort: 2 }).toBuffer();
  if (format === "avif") return openRaster(raster).avif({ quality: 55, effort: 2 }).toBuffer();
  return openOpaque(raster).jpeg(jpegOnDemand).toBuffer();
}
