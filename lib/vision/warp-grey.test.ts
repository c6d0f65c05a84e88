import { expect, test } from "vitest";
import { invert, mapPoint, multiply, scaling, stretchOf, translation } from "./matrix";
import { measureToneCurve } from "./tone-curve";
import { type GreyPixels, warpGrey } from "./warp-grey";

const slope: GreyPixels = {
  width: 40,
  height: 30,
  data: Uint8Array.from({ length: 1_200 }, (_, at) => 3 * (at % 40) + 2 * Math.floor(at / 40)),
};

test("a picture through a map shows what lies there, between the pixels too", () => {
  const { levels, inside } = warpGrey(slope, multiply(translation(5.5, 4.25), scaling(0.5, 0.5)), 20, 20);
  for (const [x, y] of [
    [0, 0],
    [7, 3],
    [19, 19],
  ] as const) {
    const expected = 3 * (5.5 + (x + 0.5) / 2 - 0.5) + 2 * (4.25 + (y + 0.5) / 2 - 0.5);
    expect(levels[y * 20 + x]).toBeCloseTo(expected, 3);
  }
  expect(inside.every((value) => value === 1)).toBe(true);
});

test("beyond the picture there is nothing", () => {
  const { inside } = warpGrey(slope, translation(-10, 20), 40, 30);
  expect(inside[15 * 40 + 20]).toBe(0);
  expect(inside[5 * 40 + 5]).toBe(0);
  expect(inside[5 * 40 + 20]).toBe(1);
});

test("a picture made smaller is the mean of what it shows, not some of its pixels", () => {
  const chequered: GreyPixels = {
    width: 64,
    height: 64,
    data: Uint8Array.from({ length: 4_096 }, (_, at) => (((at % 64) + Math.floor(at / 64)) % 2 === 0 ? 0 : 200)),
  };
  const { levels } = warpGrey(chequered, scaling(4, 4), 16, 16);
  for (const level of levels) expect(Math.abs(level - 100)).toBeLessThan(15);
});

test("a map and its reverse lead back; a map onto a line has no reverse", () => {
  const matrix = [0.8, -0.3, 12, 0.2, 1.1, -7, 0.001, 0.0005, 1];
  const [x, y] = mapPoint(multiply(invert(matrix) as number[], matrix), [33, 44]);
  expect(x).toBeCloseTo(33, 6);
  expect(y).toBeCloseTo(44, 6);
  expect(invert([1, 2, 0, 2, 4, 0, 0, 0, 1])).toBeUndefined();
  expect(stretchOf([2, 0, 0, 0, 0.5, 0, 0, 0, 1])).toEqual({ most: 2, least: 0.5 });
  expect(stretchOf([-1, 0, 0, 0, 1, 0, 0, 0, 1]).least).toBe(-1);
});

test("a tone curve tells what levels have become, and is not led astray by what covers a third", () => {
  const count = 6_000;
  const from = Float32Array.from({ length: count }, (_, at) => (at * 37) % 256);
  const to = from.map((level, at) => (at % 3 === 0 ? 255 : 30 + 0.7 * level));
  const inside = new Uint8Array(count).fill(1);
  const curve = measureToneCurve({ levels: from, inside }, { levels: to, inside }, 30);
  for (const level of [10, 100, 200]) expect(Math.abs((curve?.[level] as number) - (30 + 0.7 * level))).toBeLessThan(4);
  expect(measureToneCurve({ levels: from, inside }, { levels: to, inside: new Uint8Array(count) }, 30)).toBeUndefined();
});
