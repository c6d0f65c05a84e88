/** Luminance 0..255, [heightPx, widthPx]. */
export type GreyPicture = { data: Float32Array | Uint8Array; widthPx: number; heightPx: number };

/**
 * The picture at twice its size by linear interpolation: pixels (2x, 2y) to (2x + 1, 2y + 1) lie in
 * what was pixel (x, y), so that a position x is x / 2 − 1 / 4 of before.
 */
export function doublePicture({ data, widthPx: width, heightPx: height }: GreyPicture, to: Float32Array): void {
  const wide = 2 * width;
  for (let y = 0; y < 2 * height; y++) {
    const near = (y >> 1) * width;
    const far = Math.max(0, Math.min(height - 1, (y >> 1) + (y & 1 ? 1 : -1))) * width;
    let before = 0.75 * (data[near] as number) + 0.25 * (data[far] as number);
    let here = before;
    for (let x = 0; x < width; x++) {
      const right = Math.min(x + 1, width - 1);
      const after = 0.75 * (data[near + right] as number) + 0.25 * (data[far + right] as number);
      to[y * wide + 2 * x] = 0.75 * here + 0.25 * before;
      to[y * wide + 2 * x + 1] = 0.75 * here + 0.25 * after;
      before = here;
      here = after;
    }
  }
}

/** Every other pixel of every other row: (x, y) is (2x, 2y) of the larger one. */
export function halvePicture(from: Float32Array, width: number, height: number, to: Float32Array): void {
  const halfWidth = Math.floor(width / 2);
  const halfHeight = Math.floor(height / 2);
  for (let y = 0; y < halfHeight; y++) {
    for (let at = y * halfWidth, x = 2 * y * width, end = at + halfWidth; at < end; at++, x += 2) to[at] = from[x] as number;
  }
}
