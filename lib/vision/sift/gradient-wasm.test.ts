import { expect, test } from "vitest";
import { assembleModule, get, storeVector, v128 } from "../wasm-code";
import { FloatArena, kernelOf } from "./float-arena";
import { directions, lengths, setGradients } from "./gradient-wasm";

const [at, stride, toDirections, toLengths] = [0, 1, 2, 3] as const;
const gradient = { dx: 4, dy: 5, spare: 6 };
const load = kernelOf<(at: number, stride: number, toDirections: number, toLengths: number) => void>(
  assembleModule({
    name: "gradients",
    parameters: 4,
    locals: [[3, v128]],
    code: [
      ...setGradients(gradient, at, stride),
      ...[...get(toLengths), ...lengths(gradient), ...storeVector(0)],
      ...[...get(toDirections), ...directions(gradient), ...storeVector(0)],
    ],
  }),
  "gradients",
);

/** Direction and length in the middle of a slope of (dx, dy) to both sides, at four pixels. */
function measure(dx: number, dy: number): { directions: number[]; lengths: number[] } {
  const arena = new FloatArena([18, 4, 4]);
  const [picture, ofDirections, ofLengths] = [arena.take(18), arena.take(4), arena.take(4)];
  picture.set(Array.from({ length: 18 }, (_, place) => ((place % 6) * dx + Math.floor(place / 6) * dy) / 2));
  load()(picture.byteOffset + 24, 24, ofDirections.byteOffset, ofLengths.byteOffset);
  return { directions: [...ofDirections], lengths: [...ofLengths] };
}

test("the direction of a gradient comes within 0.00001 eighths of a turn, and its length", () => {
  for (let degrees = 0.5; degrees < 360; degrees += 7.3) {
    const angle = (degrees / 180) * Math.PI;
    const { directions, lengths } = measure(7 * Math.cos(angle), 7 * Math.sin(angle));
    for (const direction of directions) expect(Math.abs(direction - degrees / 45)).toBeLessThan(0.00001);
    for (const length of lengths) expect(length).toBeCloseTo(7, 4);
  }
});

test("along the axes directions are whole quarters, and no length has the direction 0", () => {
  for (const [dx, dy, direction] of [
    [1, 0, 0],
    [0, 1, 2],
    [-1, 0, 4],
    [0, -1, 6],
    [0, 0, 0],
  ] as const) {
    for (const found of measure(dx, dy).directions) expect(found).toBeCloseTo(direction, 5);
  }
});
