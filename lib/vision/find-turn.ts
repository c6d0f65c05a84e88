import { scaling } from "./matrix";
import { type GreyPixels, warpGrey } from "./warp-grey";

/** The eight turns and mirrors: maps of the unit square onto itself. */
const turns: readonly (readonly number[])[] = [
  [1, 0, 0, 0, 1, 0, 0, 0, 1],
  [-1, 0, 1, 0, 1, 0, 0, 0, 1],
  [-1, 0, 1, 0, -1, 1, 0, 0, 1],
  [1, 0, 0, 0, -1, 1, 0, 0, 1],
  [0, -1, 1, 1, 0, 0, 0, 0, 1],
  [0, 1, 0, -1, 0, 1, 0, 0, 1],
  [0, 1, 0, 1, 0, 0, 0, 0, 1],
  [0, -1, 1, -1, 0, 1, 0, 0, 1],
];

/** Both pictures are stretched to squares of so many pixels. */
const sidePx = 16;

/** Which of the eight turns and mirrors takes the first picture's unit square to the second's: the one after which the two correlate most. */
export function findTurn(a: GreyPixels, b: GreyPixels): number[] {
  const [from, to] = [shrink(a), shrink(b)];
  let best = { turn: turns[0] as readonly number[], product: Number.NEGATIVE_INFINITY };
  for (const turn of turns) {
    let product = 0;
    for (let at = 0; at < from.length; at++) product += (from[at] as number) * (to[placeOf(turn, at)] as number);
    if (product > best.product) best = { turn, product };
  }
  return [...best.turn];
}

/** A small square of a picture, less its mean. */
function shrink(picture: GreyPixels): Float32Array {
  const { levels } = warpGrey(picture, scaling(picture.width / sidePx, picture.height / sidePx), sidePx, sidePx);
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  return levels.map((level) => level - mean);
}

function placeOf([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]: readonly number[], at: number): number {
  const [u, v] = [((at % sidePx) + 0.5) / sidePx, (Math.floor(at / sidePx) + 0.5) / sidePx];
  return Math.floor((d * u + e * v + f) * sidePx) * sidePx + Math.floor((a * u + b * v + c) * sidePx);
}
