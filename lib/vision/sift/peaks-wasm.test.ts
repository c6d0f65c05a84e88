import { expect, test } from "vitest";
import { seededRandom } from "@/e2e/fixtures/seeded-random";
import { FloatArena, kernelOf } from "./float-arena";
import { peaksModule, subtractModule } from "./peaks-wasm";

type FindPeaks = (before: number, here: number, after: number, strideBytes: number, groups: number, valueMin: number, to: number) => number;
const loadFindPeaks = kernelOf<FindPeaks>(peaksModule, "findPeaks");
const loadSubtract = kernelOf<(upper: number, lower: number, to: number, groups: number) => void>(subtractModule, "subtractLevels");

const [width, height] = [38, 20];

/** Whole numbers, so that there are ties: −4 to 4. */
function drawLevels() {
  const random = seededRandom(11);
  const arena = new FloatArena([...Array(3).fill(width * height), width]);
  const levels = [0, 1, 2].map(() => arena.take(width * height)) as [Float32Array, Float32Array, Float32Array];
  for (const level of levels) for (let at = 0; at < level.length; at++) level[at] = Math.floor(9 * random()) - 4;
  return { levels, list: arena.take(width) };
}

function isPeak(levels: Float32Array[], at: number, valueMin: number): boolean {
  const value = levels[1]?.[at] as number;
  const around = levels.flatMap((level) => [-width, 0, width].flatMap((row) => [-1, 0, 1].map((x) => level[at + row + x] as number)));
  if (Math.abs(value) <= valueMin) return false;
  return value > 0 ? around.every((other) => other <= value) : around.every((other) => other >= value);
}

test("the peaks of a row are those that no number around them exceeds, in order, ties allowed", () => {
  const { levels, list } = drawLevels();
  const [before, here, after] = levels.map((level) => level.byteOffset) as [number, number, number];
  let peaks = 0;
  for (let y = 1; y < height - 1; y++) {
    const first = y * width * 4;
    const end = loadFindPeaks()(before + first, here + first, after + first, width * 4, (width - 2) / 4, 2, list.byteOffset);
    const found = [...new Int32Array(list.buffer, list.byteOffset, (end - list.byteOffset) / 4)].map((address) => (address - here) / 4);
    const expected = Array.from({ length: width - 2 }, (_, x) => y * width + 1 + x).filter((at) => isPeak(levels, at, 2));
    expect(found).toEqual(expected);
    peaks += found.length;
  }
  expect(peaks).toBeGreaterThan(20);
});

test("levels are subtracted number by number", () => {
  const { levels } = drawLevels();
  const [upper, lower, to] = levels;
  loadSubtract()(upper.byteOffset, lower.byteOffset, to.byteOffset, (width * height) / 4);
  expect([...to]).toEqual(Array.from(upper, (value, at) => value - (lower[at] as number)));
});
