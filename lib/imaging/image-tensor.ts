import { openOpaque, type Raster } from "./raster";
import type { TensorSpec } from "./tensor-spec";

const kernels = { nearest: "nearest", lanczos: "lanczos3", bilinear: "linear", bicubic: "cubic" } as const;

/** Whether a raster of at most `largePx` holds enough pixels for this tensor, given the picture's own size. */
export function hasPixelsFor(raster: Raster, picture: { width: number; height: number }, spec: TensorSpec): boolean {
  const needed = Math.min(spec.shortestSidePx ?? Math.min(spec.width, spec.height), Math.min(picture.width, picture.height));
  return Math.min(raster.width, raster.height) >= needed;
}

/**
 * The pixels of a model's input for one picture: 8 bits, [height, width, 3], RGB. Resized with
 * antialiasing to the shortest side and cropped at the centre, as the model's
 * preprocessor_config.json says; transparency is laid over white. `toTensor` makes numbers of them:
 * a quarter of the bytes to hand to another process.
 */
export async function preparePixels(raster: Raster, spec: TensorSpec): Promise<Uint8Array> {
  const { width, height } = spec;
  const kernel = kernels[spec.resample];
  const coverPx = Math.max(spec.shortestSidePx ?? 0, width, height);
  const crop = { left: Math.floor((coverPx - width) / 2), top: Math.floor((coverPx - height) / 2), width, height };
  const image = openOpaque(raster);
  const sized =
    spec.shortestSidePx === undefined
      ? image.resize({ width, height, fit: "fill", kernel })
      : image.resize({ width: coverPx, height: coverPx, fit: "cover", kernel }).extract(crop);
  return sized.toColourspace("srgb").removeAlpha().raw().toBuffer();
}
