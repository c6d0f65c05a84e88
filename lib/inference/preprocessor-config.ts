import { z } from "zod";
import type { TensorSpec } from "@/lib/imaging/tensor-spec";

const rgb = z.tuple([z.number(), z.number(), z.number()]);
const box = z.object({ width: z.number().int().positive(), height: z.number().int().positive() });
const side = z.number().int().positive();

const preprocessorConfig = z.looseObject({
  do_center_crop: z.boolean().optional(),
  do_normalize: z.boolean().optional(),
  size: z.union([side, box, z.object({ shortest_edge: side })]),
  crop_size: z.union([side, box]).optional(),
  resample: z.number().int().optional(),
  image_mean: rgb.optional(),
  image_std: rgb.optional(),
});

/** Numbers of Pillow's `Resampling`, as the configuration files carry them. */
const resampleNames: Record<number, TensorSpec["resample"]> = { 0: "nearest", 1: "lanczos", 2: "bilinear", 3: "bicubic" };

const square = (size: number | { width: number; height: number }) => (typeof size === "number" ? { width: size, height: size } : size);

/**
 * Reads a transformers.js `preprocessor_config.json` as a TensorSpec. A size with a width and a
 * height stretches; a single number or `shortest_edge` scales the shortest side and crops the centre.
 * @throws ZodError when the file says something else.
 */
export function parsePreprocessorConfig(json: unknown): TensorSpec {
  const config = preprocessorConfig.parse(json);
  const normalize = config.do_normalize !== false;
  const look = {
    resample: resampleNames[config.resample ?? 3] ?? "bicubic",
    mean: (normalize && config.image_mean) || ([0, 0, 0] as [number, number, number]),
    std: (normalize && config.image_std) || ([1, 1, 1] as [number, number, number]),
  };
  if (typeof config.size === "object" && "width" in config.size) return { ...config.size, ...look };
  const shortestSidePx = typeof config.size === "number" ? config.size : config.size.shortest_edge;
  const crop = config.do_center_crop === false || !config.crop_size ? square(shortestSidePx) : square(config.crop_size);
  return { shortestSidePx, ...crop, ...look };
}
