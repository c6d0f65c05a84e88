/**
 * [Note: Local features] What is kept of a picture so that it is found again in part, turned, tilted
 * or with things in front of it: key points with a binary descriptor of 128 bits each (SIFT's 128
 * numbers, each compared with the median of them), the strongest first.
 */
export type LocalFeatures = {
  /** The picture that the positions are of, in pixels: the upright picture scaled by `FeatureSpec`. */
  widthPx: number;
  heightPx: number;
  count: number;
  /** [count] each: position in pixels, from the centre of the upper left pixel; size in pixels; angle in radians, 0..2π, clockwise from the x axis as y points down. */
  x: Float32Array;
  y: Float32Array;
  size: Float32Array;
  angle: Float32Array;
  /** [count, descriptorBytes]. */
  descriptors: Uint8Array;
};

/** How features are made; what is made with one spec is never compared with what another one made. */
export type FeatureSpec = {
  /** The upright picture is scaled down (never up) until it fits into this box, its sides in proportion. */
  widthPx: number;
  heightPx: number;
  /** The strongest are kept. */
  featuresMax: number;
  /** Bits of a descriptor: 128, or 64 where neighbouring orientations are put together. */
  dimensions: 64 | 128;
};

/** What the `view` layer of duplicates compares: of every picture in the library. */
export const viewFeatureSpec: FeatureSpec = { widthPx: 512, heightPx: 512, featuresMax: 300, dimensions: 128 };

/** The name under which features of a spec are kept, e.g. `sift1-512x512-300-128`. The number after "sift" is raised when the same spec gives other features. */
export function featureProfile({ widthPx, heightPx, featuresMax, dimensions }: FeatureSpec): string {
  return `sift1-${widthPx}x${heightPx}-${featuresMax}-${dimensions}`;
}
