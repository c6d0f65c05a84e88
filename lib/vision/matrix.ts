/** A projective map of the plane: 3 x 3, row by row; (x, y) goes to ((m0 x + m1 y + m2) / w, (m3 x + m4 y + m5) / w) with w = m6 x + m7 y + m8. */
export type Matrix = readonly number[];

export type Point = readonly [x: number, y: number];

/** What maps as `inner` and then as `outer`. */
export function multiply(outer: Matrix, inner: Matrix): number[] {
  const product = new Array<number>(9).fill(0);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      let sum = 0;
      for (let at = 0; at < 3; at++) sum += (outer[row * 3 + at] as number) * (inner[at * 3 + column] as number);
      product[row * 3 + column] = sum;
    }
  }
  return product;
}

/** The map back, or undefined for one that folds the plane onto a line. */
export function invert(matrix: Matrix): number[] | undefined {
  const [a, b, c, d, e, f, g, h, i] = matrix as [number, number, number, number, number, number, number, number, number];
  const cofactors = [
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
  const determinant = a * (cofactors[0] as number) + b * (cofactors[3] as number) + c * (cofactors[6] as number);
  if (!Number.isFinite(determinant) || Math.abs(determinant) < 1e-12) return undefined;
  return cofactors.map((value) => value / determinant);
}

/** Enlarges by these factors from the origin. */
export function scaling(x: number, y: number): number[] {
  return [x, 0, 0, 0, y, 0, 0, 0, 1];
}

/** Moves by so much. */
export function translation(x: number, y: number): number[] {
  return [1, 0, x, 0, 1, y, 0, 0, 1];
}

/** Where a point goes; NaN where it goes to infinity or beyond. */
export function mapPoint(matrix: Matrix, [x, y]: Point): Point {
  const [a, b, c, d, e, f, g, h, i] = matrix as [number, number, number, number, number, number, number, number, number];
  const w = g * x + h * y + i;
  if (!(w > 1e-9)) return [Number.NaN, Number.NaN];
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
}

/** How much an affine map enlarges in the direction in which it does most and in which it does least; negative for one that mirrors. */
export function stretchOf([a = 0, b = 0, , d = 0, e = 0]: Matrix): { most: number; least: number } {
  const half = (a * a + b * b + d * d + e * e) / 2;
  const determinant = a * e - b * d;
  const root = Math.sqrt(Math.max(0, half * half - determinant * determinant));
  const most = Math.sqrt(half + root);
  return { most, least: most === 0 ? 0 : determinant / most };
}

/** Twice the area of a polygon, positive where it runs clockwise on the screen. */
export function signedArea(points: readonly Point[]): number {
  return points.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = points[(at + 1) % points.length] as Point;
    return sum + x * nextY - nextX * y;
  }, 0);
}

/** Solves a square system, `rows` of n + 1 numbers each, in place; undefined where it has no single answer. */
export function solve(rows: Float64Array[]): Float64Array | undefined {
  const n = rows.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(rows[row]?.[column] as number) > Math.abs(rows[pivot]?.[column] as number)) pivot = row;
    }
    const head = rows[pivot] as Float64Array;
    rows[pivot] = rows[column] as Float64Array;
    rows[column] = head;
    const divisor = head[column] as number;
    if (!(Math.abs(divisor) > 1e-9)) return undefined;
    for (let row = 0; row < n; row++) {
      if (row === column) continue;
      const line = rows[row] as Float64Array;
      const factor = (line[column] as number) / divisor;
      if (factor === 0) continue;
      for (let at = column; at <= n; at++) line[at] = (line[at] as number) - factor * (head[at] as number);
    }
  }
  return Float64Array.from(rows, (row, at) => (row[n] as number) / (row[at] as number));
}
