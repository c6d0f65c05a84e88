import type { GroupPair } from "../../duplicates/schema";
import type { Size } from "../zoom";

/** A homography, row by row. */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];

export const identity: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** The map that first does `b`, then `a`. */
export function multiply(a: Matrix3, b: Matrix3): Matrix3 {
  const product = Array.from({ length: 9 }, (_, at) => {
    const [row, column] = [Math.floor(at / 3) * 3, at % 3];
    return at3(a, row) * at3(b, column) + at3(a, row + 1) * at3(b, column + 3) + at3(a, row + 2) * at3(b, column + 6);
  });
  return product as unknown as Matrix3;
}

/** The map back, or nothing when there is none. */
export function invert(matrix: Matrix3): Matrix3 | undefined {
  const [a, b, c, d, e, f, g, h, i] = matrix;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!Number.isFinite(determinant) || Math.abs(determinant) < 1e-9) return undefined;
  const adjugate = [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
  return adjugate.map((value) => value / determinant) as unknown as Matrix3;
}

/** Where a point of the unit square goes. */
export function mapPoint(matrix: Matrix3, x: number, y: number): { x: number; y: number } {
  const [a, b, c, d, e, f, g, h, i] = matrix;
  const w = g * x + h * y + i;
  return { x: (a * x + b * y + c) / w, y: (d * x + e * y + f) / w };
}

/**
 * How the second of two pictures lies over the first, both as unit squares: what the evidence of
 * their pair says, or nothing when it says nothing of it.
 */
export function findAlignment(pair: Pick<GroupPair, "imageId" | "evidence"> | undefined, firstId: string): Matrix3 | undefined {
  const values = pair?.evidence.transform;
  if (!pair || !values || (values.length !== 9 && values.length !== 6) || !values.every(Number.isFinite)) return undefined;
  const olderToNewer = (values.length === 6 ? [...values, 0, 0, 1] : values) as unknown as Matrix3;
  return pair.imageId === firstId ? olderToNewer : invert(olderToNewer);
}

/**
 * The CSS transform that lays a box of one size, by its unit square, over a box of another size;
 * its origin is the upper left corner of both.
 */
export function toCssMatrix(matrix: Matrix3, from: Size, to: Size): string {
  const [a, b, c, d, e, f, g, h, i] = multiply(
    [to.width, 0, 0, 0, to.height, 0, 0, 0, 1],
    multiply(matrix, [1 / from.width, 0, 0, 0, 1 / from.height, 0, 0, 0, 1]),
  );
  return `matrix3d(${[a, d, 0, g, b, e, 0, h, 0, 0, 1, 0, c, f, 0, i].map((value) => Number(value.toFixed(7))).join(",")})`;
}

/** How much larger than the first picture the second is where it lies over it. */
export function areaOf(matrix: Matrix3): number {
  const corners = [mapPoint(matrix, 0, 0), mapPoint(matrix, 1, 0), mapPoint(matrix, 1, 1), mapPoint(matrix, 0, 1)];
  const doubled = corners.reduce((sum, { x, y }, at) => {
    const next = corners[(at + 1) % 4] as { x: number; y: number };
    return sum + x * next.y - next.x * y;
  }, 0);
  return Math.abs(doubled) / 2;
}

/** Whether two pictures have the same shape, give or take a rounded pixel or two in a hundred. */
export function haveSameShape(a: Size, b: Size): boolean {
  return Math.abs((a.width * b.height) / (a.height * b.width) - 1) < 0.02;
}

function at3(matrix: Matrix3, index: number): number {
  return matrix[index] as number;
}
