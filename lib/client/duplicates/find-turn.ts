import type { Matrix3 } from "./alignment";

/** A turn or mirroring of a picture: the map from its unit square to that of the other, and words for it. */
export type Turn = { matrix: Matrix3; words: string | undefined };

/** The eight ways to lay a picture over another of the same shape. */
export const turns: readonly Turn[] = [
  { matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], words: undefined },
  { matrix: [-1, 0, 1, 0, 1, 0, 0, 0, 1], words: "mirrored" },
  { matrix: [-1, 0, 1, 0, -1, 1, 0, 0, 1], words: "upside down" },
  { matrix: [1, 0, 0, 0, -1, 1, 0, 0, 1], words: "mirrored upside down" },
  { matrix: [0, -1, 1, 1, 0, 0, 0, 0, 1], words: "turned by a quarter" },
  { matrix: [0, 1, 0, -1, 0, 1, 0, 0, 1], words: "turned by a quarter" },
  { matrix: [0, 1, 0, 1, 0, 0, 0, 0, 1], words: "mirrored and turned by a quarter" },
  { matrix: [0, -1, 1, -1, 0, 1, 0, 0, 1], words: "mirrored and turned by a quarter" },
];

/** Grey levels of a square picture of `side` × `side`. */
export type Square = { grey: ArrayLike<number>; side: number };

/** Which of `turns` lays the second picture best over the first: that of the least mean difference. */
export function findTurn(first: Square, second: Square): number {
  const differences = turns.map(({ matrix }) => meanDifference(first, second, matrix));
  return differences.indexOf(Math.min(...differences));
}

function meanDifference(first: Square, second: Square, [a, b, c, d, e, f]: Matrix3): number {
  const { side } = first;
  let sum = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [u, v] = [(x + 0.5) / side, (y + 0.5) / side];
      const column = Math.floor((a * u + b * v + c) * side);
      const row = Math.floor((d * u + e * v + f) * side);
      sum += Math.abs(Number(first.grey[row * side + column]) - Number(second.grey[y * side + x]));
    }
  }
  return sum / (side * side);
}
