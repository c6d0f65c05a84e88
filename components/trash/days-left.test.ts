import { expect, test } from "vitest";
import { computeDaysLeft, formatDaysLeft } from "./days-left";

const trashedAt = "2024-05-01T12:00:00Z";
const after = (hours: number) => Date.parse(trashedAt) + hours * 3_600_000;

test("days left count down from the whole time to the last day", () => {
  expect(formatDaysLeft(computeDaysLeft(trashedAt, 30, after(0)))).toBe("30 days left");
  expect(formatDaysLeft(computeDaysLeft(trashedAt, 30, after(28.5 * 24)))).toBe("2 days left");
  expect(formatDaysLeft(computeDaysLeft(trashedAt, 30, after(29.5 * 24)))).toBe("Last day");
  expect(formatDaysLeft(computeDaysLeft(trashedAt, 30, after(31 * 24)))).toBe("Last day");
});
