import { expect, test } from "vitest";
import { formatBytes, formatDuration, formatProgress } from "./progress-bar";

test("a bar shows how much, how fast and how long still", () => {
  const line = formatProgress({ done: 250, total: 1_000, doneBytes: 250 * 1_048_576, elapsedMs: 10_000 });
  expect(line).toBe("[██████··················] 250/1000  25 images/s  25 MB/s  0:30 left");
});

test("without a total, and at the very start, nothing is made up", () => {
  expect(formatProgress({ done: 0, total: undefined, doneBytes: 0, elapsedMs: 0 })).toBe("0  0.0 images/s  0 B/s");
  expect(formatProgress({ done: 0, total: 5, doneBytes: 0, elapsedMs: 0 })).not.toContain("left");
});

test.each([
  [0, "0:00"],
  [59.6, "1:00"],
  [3_723, "1:02:03"],
])("%s seconds are %s", (seconds, text) => expect(formatDuration(seconds)).toBe(text));

test.each([
  [999, "999 B"],
  [1_536, "1.5 kB"],
  [20 * 1_048_576, "20 MB"],
])("%s bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
