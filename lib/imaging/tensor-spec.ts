/**
 * How a picture becomes a model's input: what a transformers.js `preprocessor_config.json` says.
 * The tensor is float32 [3, height, width], RGB, CHW, `(value / 255 - mean) / std`.
 */
export type TensorSpec = {
  /** Resize so that the shortest side is this, then crop the centre; absent: stretch to width x height. */
  shortestSidePx?: number;
  width: number;
  height: number;
  resample: "nearest" | "lanczos" | "bilinear" | "bicubic";
  mean: [number, number, number];
  std: [number, number, number];
};
