/** Luminance 0..255, [heightPx, widthPx]. */
export type GreyPicture = { data: Float32Array | Uint8Array; widthPx: number; heightPx: number };

/** A copy of the picture's luminance as floats. */
export function toFloats({ data }: GreyPicture): Float32Array {
  return Float32Array.from(data);
}

/**
 * The picture at twice its size, by linear interpolation: pixel (2x, 2y) is pixel (x, y), so that
 * positions are just halved on the way back.
 */
export function doublePicture(data: Float32Array, width: number, height: number): Float32Array {
  const doubled = new Float32Array(4 * width * height);
  for (let y = 0; y < height; y++) {
    const below = Math.min(y + 1, height - 1) * width;
    for (let x = 0; x < width; x++) {
      const right = Math.min(x + 1, width - 1);
      const here = data[y * width + x] as number;
      const beside = data[y * width + right] as number;
      const under = data[below + x] as number;
      const across = data[below + right] as number;
      const to = 4 * y * width + 2 * x;
      doubled[to] = here;
      doubled[to + 1] = (here + beside) / 2;
      doubled[to + 2 * width] = (here + under) / 2;
      doubled[to + 2 * width + 1] = (here + beside + under + across) / 4;
    }
  }
  return doubled;
}

/** Every other pixel of every other row: (x, y) is (2x, 2y) of the larger one. */
export function halvePicture(data: Float32Array, width: number, height: number): Float32Array {
  const halfWidth = Math.floor(width / 2);
  const halfHeight = Math.floor(height / 2);
  const half = new Float32Array(halfWidth * halfHeight);
  for (let y = 0; y < halfHeight; y++) {
    for (let x = 0; x < halfWidth; x++) half[y * halfWidth + x] = data[2 * y * width + 2 * x] as number;
  }
  return half;
}
