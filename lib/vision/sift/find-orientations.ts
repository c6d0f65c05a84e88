import type { KeyPoint } from "./find-key-points";
import { gradientDirection } from "./gradient-direction";

const bins = 36;
/** The window's standard deviation, in sigmas of the key point, and how many of them it reaches. */
const windowSigmas = 1.5;
const windowReach = 3;
/** Directions with this share of the strongest one's weight make a feature of their own (Lowe 2004, section 5). */
const peakShareMin = 0.8;

/** Sums of gradient lengths by direction, 36 of them, smoothed twice with 1 4 6 4 1. */
function sumDirections(point: KeyPoint): Float64Array {
  const { width, height, levels } = point.octave;
  const level = levels[point.layer] as Float32Array;
  const sigma = windowSigmas * point.sigma;
  const radius = Math.round(windowReach * sigma);
  const centreX = Math.round(point.x);
  const centreY = Math.round(point.y);
  const falloff = -1 / (2 * sigma * sigma);
  const weights = Float64Array.from({ length: radius + 1 }, (_, at) => Math.exp(at * at * falloff));
  const sums = new Float64Array(bins);
  const binsPerEighth = bins / 8;
  const fromX = Math.max(centreX - radius, 1);
  const toX = Math.min(centreX + radius, width - 2);
  for (let y = Math.max(centreY - radius, 1); y <= Math.min(centreY + radius, height - 2); y++) {
    const rowWeight = weights[Math.abs(y - centreY)] as number;
    for (let x = fromX; x <= toX; x++) {
      const at = y * width + x;
      const dx = (level[at + 1] as number) - (level[at - 1] as number);
      const dy = (level[at + width] as number) - (level[at - width] as number);
      const bin = ((gradientDirection(dx, dy) * binsPerEighth + 0.5) | 0) % bins;
      const weight = rowWeight * (weights[Math.abs(x - centreX)] as number);
      sums[bin] = (sums[bin] as number) + weight * Math.sqrt(dx * dx + dy * dy);
    }
  }
  return sums.map((sum, at) => {
    const near = (sums[(at + 1) % bins] as number) + (sums[(at + bins - 1) % bins] as number);
    const far = (sums[(at + 2) % bins] as number) + (sums[(at + bins - 2) % bins] as number);
    return (6 * sum + 4 * near + far) / 16;
  });
}

/** The directions of the gradients around a key point, in radians 0..2π, clockwise from the x axis as y points down: the strongest, and others nearly as strong. */
export function findOrientations(point: KeyPoint): number[] {
  const sums = sumDirections(point);
  const strongest = Math.max(...sums);
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
