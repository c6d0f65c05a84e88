import { layersPerOctave, type Octave, type ScaleSpace, sigmaBase } from "./scale-space";

/** Where a blob is, in pixels of its octave, and how strongly it stands out. */
export type KeyPoint = {
  octave: Octave;
  /** The level of the octave nearest to its scale: 1 to 3. */
  layer: number;
  x: number;
  y: number;
  /** Blur at which it stands out most, in pixels of its octave. */
  sigma: number;
  /** Its difference from what is around it, as a share of black to white. */
  contrast: number;
};

/** Key points stay this far from the edges, in pixels of their octave. */
const borderPx = 5;
const movesMax = 5;
/** The largest ratio of the two curvatures: beyond it a point lies on an edge and slides along it (Lowe 2004, section 4.1). */
const curvatureRatioMax = 10;

function subtractLevels(octave: Octave, differences: Float32Array[]): void {
  const pixels = octave.width * octave.height;
  for (const [at, difference] of differences.entries()) {
    const upper = octave.levels[at + 1] as Float32Array;
    const lower = octave.levels[at] as Float32Array;
    for (let i = 0; i < pixels; i++) difference[i] = (upper[i] as number) - (lower[i] as number);
  }
}

/** Whether `value` (of the sign `sign`) is the largest of the 3 x 3 numbers around `at`, ties allowed. */
function isPeak(level: Float32Array, at: number, width: number, value: number, sign: number): boolean {
  const peak = value * sign;
  const above = at - width;
  const below = at + width;
  return (
    peak >= sign * (level[above - 1] as number) &&
    peak >= sign * (level[above] as number) &&
    peak >= sign * (level[above + 1] as number) &&
    peak >= sign * (level[at - 1] as number) &&
    peak >= sign * (level[at] as number) &&
    peak >= sign * (level[at + 1] as number) &&
    peak >= sign * (level[below - 1] as number) &&
    peak >= sign * (level[below] as number) &&
    peak >= sign * (level[below + 1] as number)
  );
}

type Fit = { moveX: number; moveY: number; moveLayer: number; value: number; onEdge: boolean };

/** A quadratic through the 27 numbers around a place: its peak, from that place. Undefined where they lie on a plane. */
function fitQuadratic(differences: Float32Array[], layer: number, at: number, width: number): Fit | undefined {
  const before = differences[layer - 1] as Float32Array;
  const here = differences[layer] as Float32Array;
  const after = differences[layer + 1] as Float32Array;
  const value = here[at] as number;
  const dx = ((here[at + 1] as number) - (here[at - 1] as number)) / 2;
  const dy = ((here[at + width] as number) - (here[at - width] as number)) / 2;
  const ds = ((after[at] as number) - (before[at] as number)) / 2;
  const dxx = (here[at + 1] as number) + (here[at - 1] as number) - 2 * value;
  const dyy = (here[at + width] as number) + (here[at - width] as number) - 2 * value;
  const dss = (after[at] as number) + (before[at] as number) - 2 * value;
  const dxy =
    ((here[at + width + 1] as number) -
      (here[at + width - 1] as number) -
      (here[at - width + 1] as number) +
      (here[at - width - 1] as number)) /
    4;
  const dxs = ((after[at + 1] as number) - (after[at - 1] as number) - (before[at + 1] as number) + (before[at - 1] as number)) / 4;
  const dys =
    ((after[at + width] as number) - (after[at - width] as number) - (before[at + width] as number) + (before[at - width] as number)) / 4;
  const xx = dyy * dss - dys * dys;
  const xy = dxs * dys - dxy * dss;
  const xs = dxy * dys - dxs * dyy;
  const determinant = dxx * xx + dxy * xy + dxs * xs;
  if (Math.abs(determinant) < 1e-12) return undefined;
  const yy = dxx * dss - dxs * dxs;
  const ys = dxs * dxy - dxx * dys;
  const ss = dxx * dyy - dxy * dxy;
  const moveX = -(xx * dx + xy * dy + xs * ds) / determinant;
  const moveY = -(xy * dx + yy * dy + ys * ds) / determinant;
  const moveLayer = -(xs * dx + ys * dy + ss * ds) / determinant;
  const trace = dxx + dyy;
  const onEdge = ss <= 0 || trace * trace * curvatureRatioMax >= (curvatureRatioMax + 1) ** 2 * ss;
  return { moveX, moveY, moveLayer, value: value + (dx * moveX + dy * moveY + ds * moveLayer) / 2, onEdge };
}

type Found = { key: number; point: KeyPoint };

/** Moves to the pixel and layer nearest to the quadratic's peak until it lies within; undefined where it leaves, is weak or lies on an edge. */
function refine(octave: Octave, differences: Float32Array[], start: { layer: number; x: number; y: number }, contrastMin: number) {
  const { width, height } = octave;
  let { layer, x, y } = start;
  for (let moves = 0; moves < movesMax; moves++) {
    const fit = fitQuadratic(differences, layer, y * width + x, width);
    if (!fit) return undefined;
    const { moveX, moveY, moveLayer } = fit;
    if (Math.abs(moveX) < 0.5 && Math.abs(moveY) < 0.5 && Math.abs(moveLayer) < 0.5) {
      const contrast = Math.abs(fit.value) / 255;
      if (contrast < contrastMin || fit.onEdge) return undefined;
      const sigma = sigmaBase * 2 ** ((layer + moveLayer) / layersPerOctave);
      const found: Found = {
        key: (layer * height + y) * width + x,
        point: { octave, layer, x: x + moveX, y: y + moveY, sigma, contrast },
      };
      return found;
    }
    x += Math.round(moveX);
    y += Math.round(moveY);
    layer += Math.round(moveLayer);
    const inside = x >= borderPx && x < width - borderPx && y >= borderPx && y < height - borderPx;
    if (!inside || layer < 1 || layer > layersPerOctave) return undefined;
  }
  return undefined;
}

function findInOctave(octave: Octave, differences: Float32Array[], contrastMin: number): KeyPoint[] {
  const { width, height } = octave;
  const found = new Map<number, KeyPoint>();
  const valueMin = 0.5 * contrastMin * 255;
  subtractLevels(octave, differences);
  for (let layer = 1; layer <= layersPerOctave; layer++) {
    const before = differences[layer - 1] as Float32Array;
    const here = differences[layer] as Float32Array;
    const after = differences[layer + 1] as Float32Array;
    for (let y = borderPx; y < height - borderPx; y++) {
      for (let x = borderPx, at = y * width + x; x < width - borderPx; x++, at++) {
        const value = here[at] as number;
        if (value <= valueMin && value >= -valueMin) continue;
        const sign = value > 0 ? 1 : -1;
        const peak = value * sign;
        if (peak < sign * (here[at - 1] as number) || peak < sign * (here[at + 1] as number)) continue;
        if (peak < sign * (before[at] as number) || peak < sign * (after[at] as number)) continue;
        if (!isPeak(here, at, width, value, sign)) continue;
        if (!isPeak(before, at, width, value, sign) || !isPeak(after, at, width, value, sign)) continue;
        const refined = refine(octave, differences, { layer, x, y }, contrastMin);
        if (refined && !found.has(refined.key)) found.set(refined.key, refined.point);
      }
    }
  }
  return [...found.values()];
}

/**
 * Key points of a scale space: where the difference of neighbouring levels is larger or smaller than
 * all 26 numbers around it, placed between the pixels, faint ones and ones on edges left out.
 * Source: Lowe 2004, sections 3.1 and 4.
 */
export function findKeyPoints({ octaves, differences }: ScaleSpace, contrastMin: number): KeyPoint[] {
  return octaves.flatMap((octave) => findInOctave(octave, differences, contrastMin));
}
