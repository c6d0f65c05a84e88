import { type Estimate, findConsistentSets } from "./estimate-affine";
import { invert, type Matrix, multiply, signedArea, solve, stretchOf } from "./matrix";
import { countPlaces, findInliers, fitAffine, fitSimilarity, mapCorners, type PointPairs } from "./point-pairs";

export type HomographyBounds = {
  /** Pairs at so many different places have to agree. */
  placesMin: number;
  /** In pixels of the second picture. */
  tolerancePx: number;
  /** Random choices of four pairs at most. */
  triesMax: number;
};

type Size = { widthPx: number; heightPx: number };

/** One side of what a picture looks like in another is at most so many times the opposite one. Both are choices, not varied. */
const taperMax = 3;
/** And its sides, as shares of the picture's own, differ by this factor at most. */
const squashMax = 4;
const confidence = 0.995;
/** Among so many the nearest inliers alone say it more exactly. */
const sharperMin = 12;

/**
 * The homography of most matches, from the first picture's pixels to the second's: within the sets
 * that single matches predict, RANSAC over four pairs (seeded: the same matches give the same
 * answer), then least squares on the inliers. Undefined where too few agree, or where the first
 * picture would be folded, mirrored or squashed.
 */
export function estimateHomography(pairs: PointPairs, size: Size, bounds: HomographyBounds): Estimate | undefined {
  let best: Estimate | undefined;
  for (const set of findConsistentSets(pairs, Math.max(4, Math.floor(bounds.placesMin / 2)))) {
    const found = estimateWithin(pairs, set, size, bounds);
    if (found && found.places > (best?.places ?? 0)) best = found;
  }
  return best && best.places >= bounds.placesMin ? best : undefined;
}

function estimateWithin(pairs: PointPairs, set: readonly number[], size: Size, bounds: HomographyBounds): Estimate | undefined {
  const near = gatherNear(pairs, set, bounds.tolerancePx * 5);
  if (near.length < 4) return undefined;
  const start = chooseBest(pairs, near, size, bounds);
  if (!start) return undefined;
  let { matrix, inliers } = start;
  for (const factor of [2, 1.5, 1, 1]) {
    const next = findInliers(pairs, matrix, bounds.tolerancePx * factor);
    const fitted = next.length < 4 ? undefined : fitHomography(pairs, next);
    if (!fitted || !isPlausibleView(fitted, size)) break;
    matrix = fitted;
    inliers = findInliers(pairs, matrix, bounds.tolerancePx);
  }
  if (inliers.length < 4 || !isPlausibleView(matrix, size)) return undefined;
  const nearest = findInliers(pairs, matrix, bounds.tolerancePx / 2);
  const sharper = nearest.length >= sharperMin ? fitHomography(pairs, nearest) : undefined;
  if (sharper && isPlausibleView(sharper, size)) {
    const kept = findInliers(pairs, sharper, bounds.tolerancePx);
    if (kept.length >= 0.9 * inliers.length) [matrix, inliers] = [sharper, kept];
  }
  return { matrix, inliers, places: countPlaces(pairs, inliers) };
}

/** All pairs that an affine map through a set takes roughly to their place. */
function gatherNear(pairs: PointPairs, set: readonly number[], tolerance: number): number[] {
  let chosen: readonly number[] = set;
  for (const factor of [2, 1]) {
    const matrix = chosen.length >= 6 ? fitAffine(pairs, chosen) : fitSimilarity(pairs, chosen);
    if (!matrix || stretchOf(matrix).least <= 0) break;
    const next = findInliers(pairs, matrix, tolerance * factor);
    if (next.length < 4) break;
    chosen = next;
  }
  return [...chosen];
}

/** The best of many choices of four pairs, and of the affine map through all of them. */
function chooseBest(
  pairs: PointPairs,
  near: readonly number[],
  size: Size,
  bounds: HomographyBounds,
): { matrix: number[]; inliers: number[] } | undefined {
  const random = seededNumbers(near.length);
  const affine = fitAffine(pairs, near);
  let best =
    affine && isPlausibleView(affine, size) ? { matrix: affine, inliers: findInliers(pairs, affine, bounds.tolerancePx, near) } : undefined;
  let tries = bounds.triesMax;
  for (let at = 0; at < tries; at++) {
    const four = [0, 1, 2, 3].map(() => near[Math.floor(random() * near.length)] as number);
    if (new Set(four).size < 4) continue;
    const matrix = fitHomography(pairs, four);
    if (!matrix || !isPlausibleView(matrix, size)) continue;
    const inliers = findInliers(pairs, matrix, bounds.tolerancePx, near);
    if (inliers.length <= (best?.inliers.length ?? 3)) continue;
    best = { matrix, inliers };
    const share = (inliers.length / near.length) ** 4;
    tries = Math.min(tries, Math.ceil(Math.log(1 - confidence) / Math.log(1 - Math.min(0.999, share))) + at);
  }
  return best;
}

/** mulberry32 */
function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The map of positions to a mean of 0 and a mean distance of √2 (Hartley 1997). */
function normalizing(x: Float64Array, y: Float64Array, chosen: readonly number[]): number[] {
  const mean = (values: Float64Array) => chosen.reduce((sum, at) => sum + (values[at] as number), 0) / chosen.length;
  const [centreX, centreY] = [mean(x), mean(y)];
  const spread = chosen.reduce((sum, at) => sum + Math.hypot((x[at] as number) - centreX, (y[at] as number) - centreY), 0) / chosen.length;
  const scale = Math.SQRT2 / Math.max(1e-6, spread);
  return [scale, 0, -scale * centreX, 0, scale, -scale * centreY, 0, 0, 1];
}

/** The homography nearest to four or more pairs: normalised direct linear transform, by least squares. */
function fitHomography(pairs: PointPairs, chosen: readonly number[]): number[] | undefined {
  const [ofA, ofB] = [normalizing(pairs.ax, pairs.ay, chosen), normalizing(pairs.bx, pairs.by, chosen)];
  const normal = Array.from({ length: 8 }, () => new Float64Array(9));
  const place = (m: number[], x: number, y: number) =>
    [(m[0] as number) * x + (m[2] as number), (m[4] as number) * y + (m[5] as number)] as const;
  for (const at of chosen) {
    const [x, y] = place(ofA, pairs.ax[at] as number, pairs.ay[at] as number);
    const [u, v] = place(ofB, pairs.bx[at] as number, pairs.by[at] as number);
    addEquation(normal, [x, y, 1, 0, 0, 0, -u * x, -u * y, u]);
    addEquation(normal, [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  }
  const solved = solve(normal);
  const back = invert(ofB);
  if (!solved || !back) return undefined;
  const matrix = multiply(back, multiply([...solved, 1], ofA));
  const last = matrix[8] as number;
  return Math.abs(last) < 1e-12 ? undefined : matrix.map((value) => value / last);
}

function addEquation(normal: Float64Array[], equation: readonly number[]): void {
  for (let i = 0; i < 8; i++) {
    const [row, factor] = [normal[i] as Float64Array, equation[i] as number];
    if (factor === 0) continue;
    for (let j = 0; j < 9; j++) row[j] = (row[j] as number) + factor * (equation[j] as number);
  }
}

/** Whether a picture can look like that: convex, not mirrored, neither squashed nor tapering beyond what a photograph shows. */
function isPlausibleView(matrix: Matrix, { widthPx, heightPx }: Size): boolean {
  const corners = mapCorners(matrix, widthPx, heightPx);
  if (corners.some(([x, y]) => Number.isNaN(x) || Number.isNaN(y))) return false;
  for (let at = 0; at < 4; at++) {
    const three = [0, 1, 2].map((step) => corners[(at + step) % 4] as [number, number]);
    if (signedArea(three) <= 0) return false;
  }
  const sides = corners.map(([x, y], at) =>
    Math.hypot(x - (corners[(at + 1) % 4]?.[0] as number), y - (corners[(at + 1) % 4]?.[1] as number)),
  );
  const [top = 0, right = 0, bottom = 0, left = 0] = sides;
  const taper = Math.max(top / bottom, bottom / top, left / right, right / left);
  const squash = ((top + bottom) / widthPx / (left + right)) * heightPx;
  return Math.min(...sides) > 8 && taper <= taperMax && squash <= squashMax && squash >= 1 / squashMax;
}
