import { openOpaque, type Raster } from "./raster";

/** Bits as text, "0101…", first the lowest frequency of the first row: 64 and 256 of them. */
export type PerceptualHash = { hash64: string; hash256: string };

const sidePx = 64;
const oversampling = 4;

/** Row k-1 is the DCT-II basis of frequency k, orthonormal: frequencies 1 to 16 over 64 samples. */
const basis = Array.from({ length: 16 }, (_, row) =>
  Float64Array.from({ length: sidePx }, (_, at) => Math.sqrt(2 / sidePx) * Math.cos((Math.PI * (2 * at + 1) * (row + 1)) / (2 * sidePx))),
);

/**
 * Below this mean size of the 8 x 8 lowest coefficients (grey levels, orthonormal DCT) a picture
 * is flat, or changes in one direction only, and its bits are chance. Of 339 photographs (239 of
 * COCO, 100 of ImageNet) the least has 35, the median 159; rounding noise of one level has 0.1.
 */
export const coefficientMeanMin = 2;

function project(samples: Float64Array): Float64Array {
  const rows = new Float64Array(16 * sidePx);
  for (let frequency = 0; frequency < 16; frequency++) {
    const wave = basis[frequency] as Float64Array;
    for (let y = 0; y < sidePx; y++) {
      const weight = wave[y] as number;
      for (let x = 0; x < sidePx; x++) {
        const at = frequency * sidePx + x;
        rows[at] = (rows[at] as number) + weight * (samples[y * sidePx + x] as number);
      }
    }
  }
  const coefficients = new Float64Array(256);
  for (let row = 0; row < 16; row++) {
    for (let column = 0; column < 16; column++) {
      const wave = basis[column] as Float64Array;
      let sum = 0;
      for (let x = 0; x < sidePx; x++) sum += (rows[row * sidePx + x] as number) * (wave[x] as number);
      coefficients[row * 16 + column] = sum;
    }
  }
  return coefficients;
}

function thresholdAtMedian(values: number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const median = ((sorted[values.length / 2 - 1] ?? 0) + (sorted[values.length / 2] ?? 0)) / 2;
  return values.map((value) => (value > median ? "1" : "0")).join("");
}

/**
 * The 64-bit and the 256-bit DCT hash of a 64 x 64 luminance picture: `luminance` is [64, 64], row
 * by row. Coefficients of the DCT-II at frequencies 1 to 8 (64 bits) and 1 to 16 (256 bits) in both
 * directions, without the constant ones, each compared with the median of its block. Undefined for
 * a flat picture: all such would be near each other. Source: pHash (Zauner 2010) for the 64 bits,
 * PDQ (Facebook, hashing.pdf 2019) for the 256.
 *
 * [Note: Hash distances] Measured on those photographs: the 57,291 unrelated pairs are at least 14
 * bits (64) and 94 bits (256) apart. Of 113 of them, edited: resized to 150 px, JPEG quality 10,
 * grey, blurred, sharpened, stretched: at most 4 and 22. Brighter by 30 %: 12 and 30. Turned by 1
 * degree: 10 and 48. 1 % cropped off each side: 8 and 38; 2 %: 12 and 66; 5 %: 24 and 116, which is
 * beyond any hash of a whole picture, as are mirrored and turned copies.
 */
export function hashLuminance(luminance: Float64Array): PerceptualHash | undefined {
  const coefficients = project(luminance);
  const low = [...coefficients].filter((_, at) => at < 128 && at % 16 < 8);
  const mean = low.reduce((sum, value) => sum + Math.abs(value), 0) / low.length;
  if (mean < coefficientMeanMin) return undefined;
  return { hash64: thresholdAtMedian(low), hash256: thresholdAtMedian([...coefficients]) };
}

/**
 * The perceptual hashes of a picture: near for copies that were resized, recompressed or changed
 * a little, far for other pictures and for turned or mirrored ones. Undefined for a flat picture.
 * The raster is stretched to 256 x 256 with antialiasing, its luminance averaged over 4 x 4 blocks
 * so that rounding to 8 bits does not reach the coefficients.
 */
export async function computePerceptualHash(raster: Raster): Promise<PerceptualHash | undefined> {
  const widePx = sidePx * oversampling;
  const { data, info } = await openOpaque(raster)
    .resize({ width: widePx, height: widePx, fit: "fill", kernel: "cubic" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const luminance = new Float64Array(sidePx * sidePx);
  const share = 1 / oversampling ** 2;
  for (let y = 0; y < widePx; y++) {
    for (let x = 0; x < widePx; x++) {
      const from = (y * widePx + x) * info.channels;
      const level = 0.299 * (data[from] ?? 0) + 0.587 * (data[from + 1] ?? 0) + 0.114 * (data[from + 2] ?? 0);
      const to = Math.floor(y / oversampling) * sidePx + Math.floor(x / oversampling);
      luminance[to] = (luminance[to] as number) + level * share;
    }
  }
  return hashLuminance(luminance);
}
