import { findMedian, measureToneCurve } from "./tone-curve";
import type { Warped } from "./warp-grey";

/** What the second picture has beyond what the first would be in its light; of the pixels that both have. */
export type Residuals = {
  width: number;
  height: number;
  /** 1 where both pictures have a pixel; elsewhere the others are 0. */
  inside: Uint8Array;
  /** The first picture's levels in the second's light (its tone curve). */
  expected: Float32Array;
  /** The second's levels less these. */
  residuals: Float32Array;
  pixels: number;
  /** A residual up to this is noise: three times the median of their sizes, at least 6 levels. */
  tolerance: number;
};

const pixelsPerStepMin = 30;
const toleranceMin = 6;

/** Compares the pixels of two pictures, the first taken to the second's light. Undefined where they have hardly any in common. */
export function measureResiduals(from: Warped, to: Warped): Residuals | undefined {
  const curve = measureToneCurve(from, to, pixelsPerStepMin, { rises: true });
  if (!curve) return undefined;
  const size = from.levels.length;
  const [inside, expected, residuals] = [new Uint8Array(size), new Float32Array(size), new Float32Array(size)];
  const sizes = new Uint32Array(256);
  let pixels = 0;
  for (let at = 0; at < size; at++) {
    if (from.inside[at] === 0 || to.inside[at] === 0) continue;
    const level = curve[Math.round(from.levels[at] as number)] as number;
    const residual = (to.levels[at] as number) - level;
    inside[at] = 1;
    expected[at] = level;
    residuals[at] = residual;
    const step = Math.min(255, Math.round(Math.abs(residual)));
    sizes[step] = (sizes[step] as number) + 1;
    pixels++;
  }
  const tolerance = Math.max(toleranceMin, 3 * findMedian(sizes, pixels));
  return { width: from.width, height: from.height, inside, expected, residuals, pixels, tolerance };
}
