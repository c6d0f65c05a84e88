import type { LocalFeatures } from "./local-features";
import type { FeatureMatches } from "./match-features";
import { type Matrix, mapPoint, type Point, solve } from "./matrix";

/**
 * Matched positions of two pictures in pixels of the pictures the features were made of, from the
 * upper left corner: (ax, ay) in the first, (bx, by) in the second; and by what each match alone
 * says that the second is enlarged (natural logarithm) and turned (radians).
 */
export type PointPairs = {
  count: number;
  ax: Float64Array;
  ay: Float64Array;
  bx: Float64Array;
  by: Float64Array;
  logScale: Float64Array;
  turn: Float64Array;
};

/** The positions of matched features. */
export function pairPoints(a: LocalFeatures, b: LocalFeatures, matches: FeatureMatches): PointPairs {
  const { count } = matches;
  const list = () => new Float64Array(count);
  const pairs = { count, ax: list(), ay: list(), bx: list(), by: list(), logScale: list(), turn: list() };
  for (let at = 0; at < count; at++) {
    const [from, to] = [matches.from[at] as number, matches.to[at] as number];
    pairs.ax[at] = (a.x[from] as number) + 0.5;
    pairs.ay[at] = (a.y[from] as number) + 0.5;
    pairs.bx[at] = (b.x[to] as number) + 0.5;
    pairs.by[at] = (b.y[to] as number) + 0.5;
    pairs.logScale[at] = Math.log((b.size[to] as number) / (a.size[from] as number));
    pairs.turn[at] = (b.angle[to] as number) - (a.angle[from] as number);
  }
  return pairs;
}

/** The pairs that a map takes to within `tolerance` pixels of the second picture. */
export function findInliers(pairs: PointPairs, matrix: Matrix, tolerance: number, among?: readonly number[]): number[] {
  const [a, b, c, d, e, f, g, h, i] = matrix as [number, number, number, number, number, number, number, number, number];
  const { ax, ay, bx, by } = pairs;
  const inliers: number[] = [];
  const squared = tolerance * tolerance;
  for (let index = 0; index < (among?.length ?? pairs.count); index++) {
    const at = among ? (among[index] as number) : index;
    const [x, y] = [ax[at] as number, ay[at] as number];
    const w = g * x + h * y + i;
    const dx = (a * x + b * y + c) / w - (bx[at] as number);
    const dy = (d * x + e * y + f) / w - (by[at] as number);
    if (w > 1e-9 && dx * dx + dy * dy <= squared) inliers.push(at);
  }
  return inliers;
}

/** How many different places of both pictures the pairs join: a key point with two orientations counts once. */
export function countPlaces(pairs: PointPairs, inliers: readonly number[]): number {
  const places = (x: Float64Array, y: Float64Array) =>
    new Set(inliers.map((at) => Math.round(x[at] as number) * 65_536 + Math.round(y[at] as number))).size;
  return Math.min(places(pairs.ax, pairs.ay), places(pairs.bx, pairs.by));
}

/** The similarity (turned, enlarged, moved; not mirrored) nearest to the pairs, by least squares. */
export function fitSimilarity(pairs: PointPairs, chosen: readonly number[]): number[] | undefined {
  const n = chosen.length;
  if (n < 2) return undefined;
  const mean = (values: Float64Array) => chosen.reduce((sum, at) => sum + (values[at] as number), 0) / n;
  const [ax, ay, bx, by] = [mean(pairs.ax), mean(pairs.ay), mean(pairs.bx), mean(pairs.by)];
  let [dot, cross, spread] = [0, 0, 0];
  for (const at of chosen) {
    const [x, y] = [(pairs.ax[at] as number) - ax, (pairs.ay[at] as number) - ay];
    const [u, v] = [(pairs.bx[at] as number) - bx, (pairs.by[at] as number) - by];
    dot += x * u + y * v;
    cross += x * v - y * u;
    spread += x * x + y * y;
  }
  if (spread < 1e-6) return undefined;
  const [cos, sin] = [dot / spread, cross / spread];
  return [cos, -sin, bx - cos * ax + sin * ay, sin, cos, by - sin * ax - cos * ay, 0, 0, 1];
}

/** The affine map nearest to the pairs, by least squares. */
export function fitAffine(pairs: PointPairs, chosen: readonly number[]): number[] | undefined {
  if (chosen.length < 3) return undefined;
  const normal = [0, 0, 0].map(() => new Float64Array(3));
  const right = [new Float64Array(3), new Float64Array(3)];
  for (const at of chosen) {
    const row = [(pairs.ax[at] as number) / 512, (pairs.ay[at] as number) / 512, 1];
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) (normal[i] as Float64Array)[j] = (normal[i]?.[j] as number) + (row[i] as number) * (row[j] as number);
      (right[0] as Float64Array)[i] = (right[0]?.[i] as number) + (row[i] as number) * (pairs.bx[at] as number);
      (right[1] as Float64Array)[i] = (right[1]?.[i] as number) + (row[i] as number) * (pairs.by[at] as number);
    }
  }
  const [x, y] = right.map((side) => solve(normal.map((row, at) => Float64Array.of(...row, side[at] as number))));
  if (!x || !y) return undefined;
  const [a = 0, b = 0, c = 0] = x;
  const [d = 0, e = 0, f = 0] = y;
  return [a / 512, b / 512, c, d / 512, e / 512, f, 0, 0, 1];
}

/** The corners of a picture, clockwise from the upper left, as a map takes them. */
export function mapCorners(matrix: Matrix, width: number, height: number): [Point, Point, Point, Point] {
  const map = (x: number, y: number) => mapPoint(matrix, [x, y]);
  return [map(0, 0), map(width, 0), map(width, height), map(0, height)];
}
