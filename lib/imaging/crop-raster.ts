import { openRaster, type Raster } from "./raster";

/** A part of the upright picture, in fractions of its sides, 0..1 from the upper left corner. */
export type PictureRegion = { left: number; top: number; width: number; height: number };

/** The pixels of a part of a raster: at least one, and none beyond its borders. */
export async function cropRaster(raster: Raster, region: PictureRegion): Promise<Raster> {
  const left = Math.min(raster.width - 1, Math.max(0, Math.round(region.left * raster.width)));
  const top = Math.min(raster.height - 1, Math.max(0, Math.round(region.top * raster.height)));
  const width = Math.min(raster.width - left, Math.max(1, Math.round(region.width * raster.width)));
  const height = Math.min(raster.height - top, Math.max(1, Math.round(region.height * raster.height)));
  const data = await openRaster(raster).extract({ left, top, width, height }).raw().toBuffer();
  return { width, height, channels: raster.channels, data };
}
