import { expect, test } from "vitest";
import { seededRandom } from "@/e2e/fixtures/seeded-random";
import { estimateAffine } from "./estimate-affine";
import { estimateHomography } from "./estimate-homography";
import { type Matrix, mapPoint } from "./matrix";
import type { PointPairs } from "./point-pairs";

const size = { widthPx: 512, heightPx: 384 };

/** Pairs that a map joins to within half a pixel, with sizes and angles as features tell them, and pairs of chance. */
function makePairs(matrix: Matrix, right: number, wrong: number, scale: number, turn: number): PointPairs {
  const random = seededRandom(right * 1_000 + wrong);
  const count = right + wrong;
  const places = Array.from({ length: count }, () => [random() * size.widthPx, random() * size.heightPx] as const);
  const images = places.map((place, at) => {
    if (at >= right) return [random() * size.widthPx, random() * size.heightPx] as const;
    const [x, y] = mapPoint(matrix, place);
    return [x + random() - 0.5, y + random() - 0.5] as const;
  });
  const list = (read: (at: number) => number) => Float64Array.from({ length: count }, (_, at) => read(at));
  return {
    count,
    ax: list((at) => places[at]?.[0] as number),
    ay: list((at) => places[at]?.[1] as number),
    bx: list((at) => images[at]?.[0] as number),
    by: list((at) => images[at]?.[1] as number),
    logScale: list((at) => (at < right ? Math.log(scale) + 0.2 * (random() - 0.5) : 4 * (random() - 0.5))),
    turn: list((at) => (at < right ? turn + 0.2 * (random() - 0.5) : 2 * Math.PI * random())),
  };
}

function turned(scale: number, turn: number, x: number, y: number): Matrix {
  const [cos, sin] = [scale * Math.cos(turn), scale * Math.sin(turn)];
  return [cos, -sin, x, sin, cos, y, 0, 0, 1];
}

function expectSameMap(actual: Matrix | undefined, expected: Matrix, tolerance: number): void {
  for (const corner of [
    [0, 0],
    [size.widthPx, 0],
    [0, size.heightPx],
    [size.widthPx, size.heightPx],
  ] as const) {
    const [x, y] = mapPoint(actual ?? [], corner);
    const [u, v] = mapPoint(expected, corner);
    expect(Math.hypot(x - u, y - v), `${corner} at ${x}, ${y} instead of ${u}, ${v}`).toBeLessThan(tolerance);
  }
}

const bounds = { placesMin: 8, tolerancePx: 3, anisotropyMax: 1.6 };
const homographyBounds = { placesMin: 8, tolerancePx: 5, triesMax: 300 };

test.each([
  { right: 100, wrong: 0, scale: 1, turn: 0 },
  { right: 20, wrong: 180, scale: 0.5, turn: 0.07 },
  { right: 15, wrong: 100, scale: 1.8, turn: Math.PI },
  { right: 12, wrong: 60, scale: 0.3, turn: -Math.PI / 2 },
])("the map of $right pairs is found among $wrong wrong ones: $scale times as large, turned by $turn", ({ right, wrong, scale, turn }) => {
  const matrix = turned(scale, turn, 40, -25);
  const found = estimateAffine(makePairs(matrix, right, wrong, scale, turn), bounds);
  expectSameMap(found?.matrix, matrix, 4);
  expect(found?.places).toBeGreaterThanOrEqual(right * 0.9);
});

test("pairs of chance have no map", () => {
  expect(estimateAffine(makePairs(turned(1, 0, 0, 0), 0, 200, 1, 0), bounds)).toBeUndefined();
  expect(estimateHomography(makePairs(turned(1, 0, 0, 0), 0, 200, 1, 0), size, homographyBounds)).toBeUndefined();
});

test("pairs on one line have no map of a plane", () => {
  const pairs = makePairs(turned(1, 0, 5, 5), 30, 0, 1, 0);
  pairs.ay.fill(100);
  const random = seededRandom(3);
  pairs.by.set(pairs.ax.map(() => 200 + random()));
  expect(estimateHomography(pairs, size, homographyBounds)).toBeUndefined();
});

test("a squashed picture is no view of another: what is not squashed fits few of its pairs", () => {
  expect(estimateAffine(makePairs([1, 0, 0, 0, 0.4, 0, 0, 0, 1], 60, 0, 0.65, 0), bounds)?.places ?? 0).toBeLessThan(15);
});

test("many matches at few places do not count as many", () => {
  const pairs = makePairs(turned(1, 0, 5, 5), 30, 0, 1, 0);
  for (const values of [pairs.ax, pairs.ay, pairs.bx, pairs.by]) for (let at = 5; at < 30; at++) values[at] = values[at % 5] as number;
  expect(estimateAffine(pairs, bounds)).toBeUndefined();
});

const tilted: Matrix = [0.6, -0.1, 60, 0.05, 0.55, 40, 0.0004, 0.0003, 1];

test("the homography of a tilted picture is found among wrong pairs, the same each time", () => {
  const pairs = makePairs(tilted, 40, 120, 0.5, 0.1);
  const found = estimateHomography(pairs, size, homographyBounds);
  expectSameMap(found?.matrix, tilted, 4);
  expect(estimateHomography(pairs, size, homographyBounds)).toEqual(found);
});

test("a picture that would have to be mirrored or folded is not found", () => {
  const mirrored: Matrix = [-1, 0, 512, 0, 1, 0, 0, 0, 1];
  expect(estimateHomography(makePairs(mirrored, 60, 0, 1, 0), size, homographyBounds)).toBeUndefined();
  const folded: Matrix = [1, 0, 0, 0, 1, 0, -0.004, 0, 1];
  expect(estimateHomography(makePairs(folded, 60, 0, 1, 0), size, homographyBounds)).toBeUndefined();
});
