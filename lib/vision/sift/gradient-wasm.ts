import { add, get, loadVector, set, subtract } from "../wasm-code";
import { absolute, allFour, choose, greater, isAbove, isBelow, lesser, minus, over, plus, root, times } from "../wasm-vectors";

/** Variables of four floats each. */
export type GradientVariables = { dx: number; dy: number; spare: number };

/**
 * Sets the gradients of four neighbouring pixels: the number right of each less the one left of it,
 * the one below less the one above. `at` is the address of the pixel before the first, `stride` a row in bytes.
 */
export function setGradients({ dx, dy }: GradientVariables, at: number, stride: number): number[] {
  const below = [...get(at), ...get(stride), ...add, ...loadVector(4)];
  const above = [...get(at), ...get(stride), ...subtract, ...loadVector(4)];
  return [
    ...[...minus([...get(at), ...loadVector(8)], [...get(at), ...loadVector(0)]), ...set(dx)],
    ...[...minus(below, above), ...set(dy)],
  ];
}

/** The lengths of the gradients. */
export function lengths({ dx, dy }: GradientVariables): number[] {
  return root(plus(times(get(dx), get(dx)), times(get(dy), get(dy))));
}

/** Of the arc tangent of 0 to 1 in eighths of a turn: coefficients of x, x³, x⁵ …, fitted for the least largest error, 0.0000022. */
const arcTangent = [1.273_210_538_8, -0.423_508_529_5, 0.246_423_207, -0.148_238_664_8, 0.067_032_539_6, -0.014_921_207_3];
/** Instead of 0, which nothing is divided by. */
const leastLength = 1e-30;

/** The directions of the gradients in eighths of a turn from the x axis towards the y axis, 0..8; 0 for no length. */
export function directions({ dx, dy, spare }: GradientVariables): number[] {
  const wide = absolute(get(dx));
  const high = absolute(get(dy));
  const slope = over(lesser(wide, high), greater(greater(wide, high), allFour(leastLength)));
  const square = times(get(spare), get(spare));
  const series = arcTangent.reduceRight((sum, coefficient) => plus(times(sum, square), allFour(coefficient)), allFour(0));
  const mirroredWhere = (mask: number[], axis: number) => [...choose(mask, minus(allFour(axis), get(spare)), get(spare)), ...set(spare)];
  return [
    ...[...slope, ...set(spare), ...times(series, get(spare)), ...set(spare)],
    ...mirroredWhere(isAbove(high, wide), 2),
    ...mirroredWhere(isBelow(get(dx), allFour(0)), 4),
    ...mirroredWhere(isBelow(get(dy), allFour(0)), 8),
    ...get(spare),
  ];
}
