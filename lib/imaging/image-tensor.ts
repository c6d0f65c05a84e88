import { openOpaque, type Raster } from "./raster";
import type { TensorSpec } from "./tensor-spec";

const kernels = { nearest: "nearest", lanczos: "lanczos3", bilinear: "linear", bicubic: "cubic" } as const;

/** Whether a raster of at most `largePx` holds enough pixels for this tensor, given the picture's own size. */
export function hasPixelsFor(raster: Raster, picture: { width: number; height: number }, spec: TensorSpec): boolean {
  const needed = Math.min(spec.shortestSidePx ?? Math.min(spec.width, spec.height), Math.min(picture.width, picture.height));
  return Math.min(raster.width, raster.height) >= needed;
}

/**
 * A model's input for one picture: float32 [3, height, width], RGB, CHW, `(value / 255 - mean) / std`.
 * Resized with antialiasing to the shortest side and cropped at the centre, as the model's
 * preprocessor_config.json says; transparency is laid over white.
 */
export async function prepareTensor(raster: Raster, spec: TensorSpec): Promise<Float32Array> {
  const { width, height } = spec;
  const kernel = kernels[spec.resample];
  const coverPx = Math.max(spec.shortestSidePx ?? 0, width, height);
  const crop = { left: Math.floor((coverPx - width) / 2), top: Math.floor((coverPx - height) / 2), width, height };
  const image = openOpaque(raster);
  const sized =
    spec.shortestSidePx === undefined
      ? image.resize({ width, height, fit: "fill", kernel })
      : image.resize({ width: coverPx, height: coverPx, fit: "cover", kernel }).extract(crop);
  const { data, info } = await sized.raw().toBuffer({ resolveWithObject: true });
  const plane = width * height;
  const tensor = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel++) {
    const mean = spec.mean[channel] as number;
    const std = spec.std[channel] as number;
    for (let pixel = 0; pixel < plane; pixel++) {
      tensor[channel * plane + pixel] = ((data[pixel * info.channels + channel] ?? 0) / 255 - mean) / std;
    }
  }
  return tensor;
}
