import { expect, test } from "vitest";
import { computeRetryDelayMs } from "./retry-delay";

test("delays double from one second to one minute, half of each at random", () => {
  const delays = (random: number) => [1, 2, 3, 7, 20].map((attempts) => computeRetryDelayMs(attempts, 0, () => random));
  expect(delays(0)).toEqual([500, 1_000, 2_000, 30_000, 30_000]);
  expect(delays(1)).toEqual([1_000, 2_000, 4_000, 60_000, 60_000]);
});

test("a longer wait the server asked for is kept", () => {
  expect(computeRetryDelayMs(1, 30, () => 0)).toBe(30_000);
});
