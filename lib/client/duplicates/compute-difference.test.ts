import { expect, test } from "vitest";
import { identity, type Matrix3 } from "./alignment";
import { computeDifference, type Pixels } from "./compute-difference";

const paint = (width: number, height: number, colourAt: (x: number, y: number) => [number, number, number]): Pixels => {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set([...colourAt(x, y), 255], (y * width + x) * 4);
  return { data, width, height };
};
const ramp = paint(16, 8, (x) => [x * 10, x * 10, x * 10]);
const pixelAt = ({ data, width }: Pixels, x: number, y: number) => [...data.slice((y * width + x) * 4, (y * width + x) * 4 + 3)];

test("equal pictures differ nowhere", () => {
  const { pixels, covered, different } = computeDifference(ramp, ramp, identity);
  expect([covered, different]).toEqual([1, 0]);
  expect(pixelAt(pixels, 7, 3)).toEqual([0, 0, 0]);
});

test("a spot that was changed is all that is seen", () => {
  const spotted = paint(16, 8, (x, y) => (x === 4 && y === 4 ? [60, 40, 40] : [x * 10, x * 10, x * 10]));
  const { pixels, different } = computeDifference(ramp, spotted, identity);
  expect(pixelAt(pixels, 4, 4)).toEqual([20, 0, 0]);
  expect(pixelAt(pixels, 5, 4)).toEqual([0, 0, 0]);
  expect(different).toBeCloseTo(1 / 128, 6);
});

test("a crop is compared where it lies, and what it leaves out is transparent", () => {
  const crop = paint(8, 8, (x) => [(x + 8) * 10, (x + 8) * 10, (x + 8) * 10]);
  const toCrop: Matrix3 = [2, 0, -1, 0, 1, 0, 0, 0, 1];
  const { pixels, covered, different } = computeDifference(ramp, crop, toCrop);
  expect([covered, different]).toEqual([0.5, 0]);
  expect(pixels.data[(2 * 16 + 2) * 4 + 3]).toBe(0);
  expect(pixels.data[(2 * 16 + 12) * 4 + 3]).toBe(255);
  expect(pixelAt(pixels, 12, 2)).toEqual([0, 0, 0]);
});

test("a mirrored picture is compared the right way round", () => {
  const mirrored = paint(16, 8, (x) => [(15 - x) * 10, (15 - x) * 10, (15 - x) * 10]);
  expect(computeDifference(ramp, mirrored, [-1, 0, 1, 0, 1, 0, 0, 0, 1]).different).toBe(0);
  expect(computeDifference(ramp, mirrored, identity).different).toBeGreaterThan(0.8);
});
