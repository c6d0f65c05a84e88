import type { Matrix } from "./matrix";

/** Grey levels 0 to 255 of an upright picture, row by row. */
export type GreyPixels = { width: number; height: number; data: Uint8Array };

/** A part of a picture as a map shows it; where `inside` is 0 the picture has no pixel. */
export type Warped = { width: number; height: number; levels: Float32Array; inside: Uint8Array };

/** More samples than this in one direction for one pixel are not worth their time. */
const samplesMax = 6;

/**
 * Shows a picture through a map from the pixels of a frame to those of the picture (from the upper
 * left corner), bilinear; where it is made smaller each pixel is the mean of several samples.
 */
export function warpGrey(source: GreyPixels, matrix: Matrix, width: number, height: number): Warped {
  const samples = countSamples(matrix, width, height);
  const sums = new Float32Array(width * height);
  const hits = new Uint8Array(width * height);
  for (let sample = 0; sample < samples * samples; sample++) {
    const [right, down] = [((sample % samples) + 0.5) / samples, (Math.floor(sample / samples) + 0.5) / samples];
    addSamples(source, matrix, { width, height, right, down, sums, hits });
  }
  const all = samples * samples;
  for (let at = 0; at < hits.length; at++) {
    const isInside = hits[at] === all;
    hits[at] = isInside ? 1 : 0;
    sums[at] = isInside ? (sums[at] as number) / all : 0;
  }
  return { width, height, levels: sums, inside: hits };
}

function countSamples(m: Matrix, width: number, height: number): number {
  const w = (m[6] as number) * (width / 2) + (m[7] as number) * (height / 2) + (m[8] as number);
  const step = Math.sqrt(Math.abs((m[0] as number) * (m[4] as number) - (m[1] as number) * (m[3] as number))) / Math.abs(w);
  return Math.max(1, Math.min(samplesMax, Math.ceil(step - 0.2)));
}

type Samples = { width: number; height: number; right: number; down: number; sums: Float32Array; hits: Uint8Array };

/** Adds to each pixel what the picture shows at one place within it. */
function addSamples(source: GreyPixels, matrix: Matrix, { width, height, right, down, sums, hits }: Samples): void {
  const { width: wide, height: high, data } = source;
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = matrix as [number, number, number, number, number, number, number, number, number];
  // An affine map has nothing to divide by.
  const isAffine = m6 === 0 && m7 === 0 && m8 === 1;
  for (let row = 0; row < height; row++) {
    const v = row + down;
    const [x1, y1] = [m1 * v, m4 * v];
    for (let column = 0; column < width; column++) {
      const u = column + right;
      const w = isAffine ? 1 : m6 * u + m7 * v + m8;
      const x = isAffine ? m0 * u + x1 + m2 : (m0 * u + x1 + m2) / w;
      const y = isAffine ? m3 * u + y1 + m5 : (m3 * u + y1 + m5) / w;
      if (!(w > 0 && x >= 0 && y >= 0 && x <= wide && y <= high)) continue;
      const left = Math.max(0, Math.min(wide - 1.001, x - 0.5));
      const top = Math.max(0, Math.min(high - 1.001, y - 0.5));
      const x0 = left | 0;
      const y0 = top | 0;
      const fx = left - x0;
      const from = y0 * wide + x0;
      const upper = (data[from] as number) * (1 - fx) + (data[from + 1] as number) * fx;
      const lower = (data[from + wide] as number) * (1 - fx) + (data[from + wide + 1] as number) * fx;
      const at = row * width + column;
      sums[at] = (sums[at] as number) + upper + (lower - upper) * (top - y0);
      hits[at] = (hits[at] as number) + 1;
    }
  }
}
