import type { KeyPoint } from "./find-key-points";
import { kernelOf } from "./float-arena";
import { orientationBins as bins, orientationsModule } from "./orientations-wasm";

/** The window's standard deviation, in sigmas of the key point, and how many of them it reaches. */
const windowSigmas = 1.5;
const windowReach = 3;
/** Directions with this share of the strongest one's weight make a feature of their own (Lowe 2004, section 5). */
const peakShareMin = 0.8;

type AddDirections = (at: number, groups: number, weights: number, sums: number, strideBytes: number, rowWeight: number) => void;
const loadAddDirections = kernelOf<AddDirections>(orientationsModule, "addDirections");
const floatBytes = 4;
const groupFloats = 4;

/** Sums of gradient lengths by direction, 36 of them, smoothed twice with 1 4 6 4 1. */
function sumDirections(point: KeyPoint): Float64Array {
  const { width, height, levels, window } = point.octave;
  const level = levels[point.layer] as Float32Array;
  const sigma = windowSigmas * point.sigma;
  const radius = Math.round(windowReach * sigma);
  const centreX = Math.round(point.x);
  const centreY = Math.round(point.y);
  const fromX = Math.max(-radius, 1 - centreX);
  const toX = Math.min(radius, width - 2 - centreX);
  const toY = Math.min(radius, height - 2 - centreY);
  window.clear(sigma, radius, toX);
  const { sums, weights } = window;
  const groups = Math.ceil((toX - fromX + 1) / groupFloats);
  const from = weights.byteOffset + (fromX + radius) * floatBytes;
  for (let y = Math.max(-radius, 1 - centreY); y <= toY; y++) {
    const at = level.byteOffset + ((centreY + y) * width + centreX + fromX - 1) * floatBytes;
    loadAddDirections()(at, groups, from, sums.byteOffset, width * floatBytes, weights[radius - Math.abs(y)] as number);
  }
  sums[0] = (sums[0] as number) + (sums[bins] as number);
  return smooth(sums);
}

/** With two more on each side, so that the circle needs no question. */
const circle = new Float64Array(bins + 4);
const smoothed = new Float64Array(bins);

function smooth(sums: Float32Array): Float64Array {
  for (let at = 0; at < circle.length; at++) circle[at] = sums[(at + bins - 2) % bins] as number;
  for (let bin = 0; bin < bins; bin++) {
    const near = (circle[bin + 1] as number) + (circle[bin + 3] as number);
    const far = (circle[bin] as number) + (circle[bin + 4] as number);
    smoothed[bin] = (6 * (circle[bin + 2] as number) + 4 * near + far) / 16;
  }
  return smoothed;
}

/** The directions of the gradients around a key point, in radians 0..2π, clockwise from the x axis as y points down: the strongest, and others nearly as strong. */
export function findOrientations(point: KeyPoint): number[] {
  const sums = sumDirections(point);
  const strongest = sums.reduce((most, sum) => Math.max(most, sum), 0);
  const angles: number[] = [];
  for (let at = 0; at < bins; at++) {
    const sum = sums[at] as number;
    const before = sums[(at + bins - 1) % bins] as number;
    const after = sums[(at + 1) % bins] as number;
    if (sum <= before || sum <= after || sum < peakShareMin * strongest) continue;
    const between = (0.5 * (before - after)) / (before - 2 * sum + after);
    angles.push((((at + between + bins) % bins) / bins) * 2 * Math.PI);
  }
  return angles;
}
