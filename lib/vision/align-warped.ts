import { compareBlocks, correlationOf, measureBlock } from "./compare-blocks";
import { stretchOf } from "./matrix";
import { findInliers, fitAffine, fitSimilarity, type PointPairs } from "./point-pairs";
import type { Warped } from "./warp-grey";

const blockPx = 16;

/** Where a picture's block lies in the other one, to a fraction of a pixel; undefined where it is nowhere near. */
function findShift(a: Warped, b: Warped, left: number, top: number, reach: number): { dx: number; dy: number } | undefined {
  const side = 2 * reach + 1;
  const correlations = new Float64Array(side * side);
  let best = 0;
  for (let at = 0; at < side * side; at++) {
    const moved = { dx: (at % side) - reach, dy: Math.floor(at / side) - reach };
    correlations[at] = correlationOf(measureBlock(a, b, { left, top, size: blockPx, ...moved, step: 2 }));
    if ((correlations[at] as number) > (correlations[best] as number)) best = at;
  }
  if ((correlations[best] as number) < 0.6) return undefined;
  const [x, y] = [best % side, Math.floor(best / side)];
  if (x === 0 || y === 0 || x === side - 1 || y === side - 1) return undefined;
  return { dx: x - reach + findPeak(correlations, best, 1), dy: y - reach + findPeak(correlations, best, side) };
}

/** The top of a parabola through a value and its neighbours, −0.5..0.5. */
function findPeak(values: Float64Array, at: number, step: number): number {
  const [before, here, after] = [values[at - step] as number, values[at] as number, values[at + step] as number];
  const bend = before - 2 * here + after;
  return bend < -1e-9 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
}

/**
 * A small affine map of the frame after which the second picture lies better on the first: from
 * where textured blocks are found within `reach` pixels. Undefined where too few are.
 */
export function alignWarped(a: Warped, b: Warped, reach: number): number[] | undefined {
  const blocks = compareBlocks(a, b, { sizePx: blockPx, textureMin: 0.25 });
  const step = Math.max(1, Math.floor(blocks.length / 48));
  const found = blocks
    .filter((_, at) => at % step === 0)
    .flatMap(({ left, top }) => {
      const shift = findShift(a, b, left, top, reach);
      return shift ? [{ x: left + blockPx / 2, y: top + blockPx / 2, ...shift }] : [];
    });
  if (found.length < 4) return undefined;
  const pairs: PointPairs = {
    count: found.length,
    ax: Float64Array.from(found, ({ x }) => x),
    ay: Float64Array.from(found, ({ y }) => y),
    bx: Float64Array.from(found, ({ x, dx }) => x + dx),
    by: Float64Array.from(found, ({ y, dy }) => y + dy),
    logScale: new Float64Array(found.length),
    turn: new Float64Array(found.length),
  };
  return fitShifts(pairs);
}

function fitShifts(pairs: PointPairs): number[] | undefined {
  let chosen = Array.from({ length: pairs.count }, (_, at) => at);
  let matrix: number[] | undefined;
  for (const tolerance of [2, 1, 0.7]) {
    matrix = chosen.length >= 8 ? fitAffine(pairs, chosen) : fitSimilarity(pairs, chosen);
    if (!matrix) return undefined;
    const next = findInliers(pairs, matrix, tolerance);
    if (next.length < 4) break;
    chosen = next;
  }
  const { most, least } = stretchOf(matrix as number[]);
  return most < 1.2 && least > 0.8 ? matrix : undefined;
}
