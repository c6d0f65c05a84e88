import { expect, test } from "vitest";
import { seededRandom } from "@/e2e/fixtures/seeded-random";
import { blurLengths, GaussianBlur } from "./blur-gaussian";
import { convolve, FloatArena } from "./float-arena";

test("the WebAssembly loop gives what its description says, for strides and counts of any size", () => {
  const random = seededRandom(3);
  const arena = new FloatArena([400, 400, 9]);
  const [from, to, weights] = [arena.take(400), arena.take(400), arena.take(9)];
  for (const [count, stride, radius] of [
    [1, 1, 1],
    [37, 1, 8],
    [64, 5, 3],
    [100, 12, 8],
  ] as const) {
    for (const array of [from, weights]) for (let at = 0; at < array.length; at++) array[at] = random();
    convolve(from.byteOffset + 400, to.byteOffset, count, stride, weights.subarray(0, radius + 1));
    for (let at = 0; at < count; at++) {
      let sum = (weights[0] as number) * (from[100 + at] as number);
      for (let tap = 1; tap <= radius; tap++) {
        sum += (weights[tap] as number) * ((from[100 + at - tap * stride] as number) + (from[100 + at + tap * stride] as number));
      }
      expect(to[at]).toBeCloseTo(sum, 4);
    }
  }
});

test("a blurred point is a Gaussian, and a flat picture stays flat to its edges", () => {
  const [width, height] = [41, 33];
  const arena = new FloatArena([...blurLengths(width, height), width * height, width * height]);
  const blur = new GaussianBlur(arena, width, height);
  const [from, to] = [arena.take(width * height), arena.take(width * height)];
  from.fill(0);
  from[16 * width + 20] = 1;
  blur.blur(from, to, width, height, 2);
  for (const [x, y] of [
    [20, 16],
    [22, 16],
    [20, 13],
    [17, 19],
  ] as const) {
    const expected = Math.exp(-((x - 20) ** 2 + (y - 16) ** 2) / 8) / (8 * Math.PI);
    expect(to[y * width + x]).toBeCloseTo(expected, 3);
  }
  from.fill(90);
  blur.blur(from, from, width, height, 3.09);
  expect(Math.min(...from)).toBeCloseTo(90, 3);
  expect(Math.max(...from)).toBeCloseTo(90, 3);
});
