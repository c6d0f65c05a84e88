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

/**
 * A model's input for one picture, of its pixels as 8 bits [height, width, 3], RGB.
 * @throws RangeError when there are more or fewer pixels than the model takes
 */
export function toTensor(pixels: Uint8Array, { width, height, mean, std }: TensorSpec): Float32Array {
  const plane = width * height;
  if (pixels.length !== 3 * plane) throw new RangeError(`${pixels.length} bytes are not ${width} x ${height} pixels`);
  const tensor = new Float32Array(3 * plane);
  for (const channel of [0, 1, 2] as const) {
    const values = Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean[channel]) / std[channel]);
    for (let pixel = 0, to = channel * plane; pixel < plane; pixel++, to++) {
      tensor[to] = values[pixels[3 * pixel + channel] as number] as number;
    }
  }
  return tensor;
}
