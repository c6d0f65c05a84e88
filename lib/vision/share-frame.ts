import { alignWarped } from "./align-warped";
import { invert, type Matrix, multiply, scaling, translation } from "./matrix";
import { mapCorners } from "./point-pairs";
import { type GreyPixels, type Warped, warpGrey } from "./warp-grey";

/** Two pictures shown in one frame, the overlap filling it; and the map that laid them so, from the first's unit square to the second's. */
export type SharedFrame = { a: Warped; b: Warped; transform: number[]; overlap: number };

/** Two pictures as a map lays them into one frame. */
export type LaidFrame = { a: GreyPixels; b: GreyPixels; matrixOfA: number[]; matrixOfB: number[]; shownA: Warped; shownB: Warped };

/** Frames smaller than this on a side show too little to compare. */
const sideMinPx = 16;

/**
 * Lays two pictures into one frame of at most `sidePx`: what both see, as the coarser of them has it. `transform` goes
 * from the first's unit square to the second's. Undefined where they have next to nothing in common.
 */
export function layFrame(a: GreyPixels, b: GreyPixels, transform: Matrix, sidePx: number): LaidFrame | undefined {
  const toB = multiply(scaling(b.width, b.height), multiply(transform, scaling(1 / a.width, 1 / a.height)));
  const toA = invert(toB);
  if (!toA) return undefined;
  const scale = Math.sqrt(Math.abs(determinantAtCentre(toB, a)));
  const [frameOfA, frameOfB] = scale >= 1 ? layOn(a, b, toA, toB, sidePx) : layOn(b, a, toB, toA, sidePx).reverse();
  if (!frameOfA || !frameOfB) return undefined;
  const { width, height } = frameOfA;
  if (Math.min(width, height) < sideMinPx) return undefined;
  const [matrixOfA, matrixOfB] = [frameOfA.matrix, frameOfB.matrix];
  return { a, b, matrixOfA, matrixOfB, shownA: warpGrey(a, matrixOfA, width, height), shownB: warpGrey(b, matrixOfB, width, height) };
}

/**
 * Shows two pictures in the frame they are laid into. `reachesPx`: how far, in pixels of the frame, the map may be
 * off and is mended, step by step; none: the map is taken as it is.
 */
export function shareFrame(laid: LaidFrame, reachesPx: readonly number[]): SharedFrame {
  const { a, b, matrixOfA, shownA } = laid;
  let { matrixOfB, shownB } = laid;
  for (const reach of reachesPx) {
    const correction = alignWarped(shownA, shownB, reach);
    if (!correction) break;
    matrixOfB = multiply(matrixOfB, correction);
    shownB = warpGrey(b, matrixOfB, shownA.width, shownA.height);
  }
  // A map that was laid has a way back.
  const back = invert(matrixOfA) as number[];
  const transform = multiply(scaling(1 / b.width, 1 / b.height), multiply(matrixOfB, multiply(back, scaling(a.width, a.height))));
  return { a: shownA, b: shownB, transform, overlap: measureOverlap(a, b, matrixOfA, matrixOfB, shownA, shownB) };
}

function determinantAtCentre(m: Matrix, { width, height }: GreyPixels): number {
  const w = (m[6] as number) * (width / 2) + (m[7] as number) * (height / 2) + (m[8] as number);
  return ((m[0] as number) * (m[4] as number) - (m[1] as number) * (m[3] as number)) / (w * w);
}

type Laid = { matrix: number[]; width: number; height: number } | undefined;

/** The frame's map to the picture whose grid it takes, and to the other. */
function layOn(base: GreyPixels, other: GreyPixels, toBase: Matrix, toOther: Matrix, sidePx: number): [Laid, Laid] {
  const corners = mapCorners(toBase, other.width, other.height);
  if (corners.some(([x, y]) => Number.isNaN(x) || Number.isNaN(y))) return [undefined, undefined];
  const clip = (values: number[], end: number) => [Math.max(0, Math.min(...values)), Math.min(end, Math.max(...values))] as const;
  const [left, right] = clip(
    corners.map(([x]) => x),
    base.width,
  );
  const [top, bottom] = clip(
    corners.map(([, y]) => y),
    base.height,
  );
  const zoom = Math.min(1, sidePx / Math.max(right - left, bottom - top));
  const [width, height] = [Math.floor((right - left) * zoom), Math.floor((bottom - top) * zoom)];
  const matrix = multiply(translation(left, top), scaling(1 / zoom, 1 / zoom));
  return [
    { matrix, width, height },
    { matrix: multiply(toOther, matrix), width, height },
  ];
}

/** The share of the smaller picture, as the frame shows them, that the other one covers. */
function measureOverlap(a: GreyPixels, b: GreyPixels, ofA: Matrix, ofB: Matrix, shownA: Warped, shownB: Warped): number {
  let both = 0;
  for (let at = 0; at < shownA.inside.length; at++) both += (shownA.inside[at] as number) & (shownB.inside[at] as number);
  const areaOf = (picture: GreyPixels, m: Matrix) => {
    const back = invert(m);
    if (!back) return Number.POSITIVE_INFINITY;
    const corners = mapCorners(back, picture.width, picture.height);
    return (
      Math.abs(
        corners.reduce(
          (sum, [x, y], at) => sum + x * (corners[(at + 1) % 4]?.[1] as number) - (corners[(at + 1) % 4]?.[0] as number) * y,
          0,
        ),
      ) / 2
    );
  };
  return Math.min(1, both / Math.min(areaOf(a, ofA), areaOf(b, ofB)));
}
