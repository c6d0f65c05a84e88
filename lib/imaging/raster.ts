import sharp, { type Sharp } from "sharp";
import { limits } from "@/lib/limits";
import type { Picture } from "./picture";

/** Pixels of an upright picture in sRGB: `data` is [height, width, channels], 8 bits, RGB or RGBA. */
export type Raster = { width: number; height: number; channels: 3 | 4; data: Buffer };

/**
 * Decodes a picture once, no larger than `sidePx` on its longer side (JPEG and WebP shrink while
 * they load), upright and converted from its colour profile to sRGB. Everything derived from a
 * picture is made from this raster. Smaller pictures keep their size.
 */
export async function renderRaster(picture: Picture, sidePx: number = limits.thumbnail.largePx): Promise<Raster> {
  const image = await picture.openPixels();
  const { data, info } = await image
    .resize({ width: sidePx, height: sidePx, fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3, data };
}

/** A pipeline over a raster's pixels. */
export function openRaster(raster: Raster): Sharp {
  const { width, height, channels, data } = raster;
  return sharp(data, { raw: { width, height, channels } });
}

/** The same, with transparency laid over white. */
export function openOpaque(raster: Raster): Sharp {
  return raster.channels === 4 ? openRaster(raster).flatten({ background: "#ffffff" }) : openRaster(raster);
}
