import { kernelOf } from "./float-arena";
import { peaksModule, subtractModule } from "./peaks-wasm";
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

type Subtract = (upper: number, lower: number, to: number, groups: number) => void;
type FindPeaks = (before: number, here: number, after: number, strideBytes: number, groups: number, valueMin: number, to: number) => number;
const loadSubtract = kernelOf<Subtract>(subtractModule, "subtractLevels");
const loadFindPeaks = kernelOf<FindPeaks>(peaksModule, "findPeaks");
const floatBytes = 4;
const groupFloats = 4;

function subtractLevels(octave: Octave, differences: Float32Array[]): void {
  const groups = Math.ceil((octave.width * octave.height) / groupFloats);
  for (const [at, difference] of differences.entries()) {
    const upper = octave.levels[at + 1] as Float32Array;
    const lower = octave.levels[at] as Float32Array;
    loadSubtract()(upper.byteOffset, lower.byteOffset, difference.byteOffset, groups);
  }
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

function findInOctave(octave: Octave, differences: Float32Array[], peaks: Int32Array, contrastMin: number): KeyPoint[] {
  const { width, height } = octave;
  const found = new Map<number, KeyPoint>();
  const valueMin = 0.5 * contrastMin * 255;
  const groups = Math.ceil((width - 2 * borderPx) / groupFloats);
  if (groups <= 0) return [];
  subtractLevels(octave, differences);
  for (let layer = 1; layer <= layersPerOctave; layer++) {
    const [before, here, after] = [-1, 0, 1].map((step) => (differences[layer + step] as Float32Array).byteOffset) as [
      number,
      number,
      number,
    ];
    for (let y = borderPx; y < height - borderPx; y++) {
      const row = y * width;
      const first = (row + borderPx - 1) * floatBytes;
      const end = loadFindPeaks()(before + first, here + first, after + first, width * floatBytes, groups, valueMin, peaks.byteOffset);
      for (let at = 0; at < (end - peaks.byteOffset) / floatBytes; at++) {
        const x = ((peaks[at] as number) - here) / floatBytes - row;
        const refined = x < width - borderPx ? refine(octave, differences, { layer, x, y }, contrastMin) : undefined;
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
export function findKeyPoints({ octaves, differences, peaks }: ScaleSpace, contrastMin: number): KeyPoint[] {
  return octaves.flatMap((octave) => findInOctave(octave, differences, peaks, contrastMin));
}
