import { describe, expect, it } from "vitest";
import { decodeDays, decodeRatios, pagesOf } from "./timeline-days";

const base64 = (...bytes: number[]) => Buffer.from(bytes).toString("base64");

describe("decodeRatios", () => {
  it("reads one ratio per byte, in fiftieths", () => {
    expect([...decodeRatios(base64(75, 50, 100, 255))]).toEqual([1.5, 1, 2, Math.fround(5.1)]);
    expect(decodeRatios("")).toHaveLength(0);
  });
});

describe("decodeDays", () => {
  it("counts through all days and marks each by its shape", () => {
    const days = decodeDays([
      { day: "2024-05-02", count: 2, ratios: base64(75, 75) },
      { day: "2024-05-01", count: 1, ratios: base64(50) },
    ]);
    expect(days.map((day) => day.start)).toEqual([0, 2]);
    const [changed] = decodeDays([{ day: "2024-05-02", count: 2, ratios: base64(75, 76) }]);
    expect(changed?.signature).not.toBe(days[0]?.signature);
  });
});

describe("pagesOf", () => {
  const days = decodeDays([
    { day: "2024-05-03", count: 3, ratios: base64(75, 75, 75) },
    { day: "2024-05-02", count: 450, ratios: Buffer.alloc(450, 75).toString("base64") },
    { day: "2024-05-01", count: 1, ratios: base64(50) },
  ]);

  it("asks for exactly the pages that a range touches", () => {
    expect(pagesOf(days, 0, 4, 200).map((page) => [page.day, page.offset, page.start])).toEqual([
      ["2024-05-03", 0, 0],
      ["2024-05-02", 0, 3],
    ]);
    expect(pagesOf(days, 250, 454, 200).map((page) => [page.day, page.offset])).toEqual([
      ["2024-05-02", 200],
      ["2024-05-02", 400],
      ["2024-05-01", 0],
    ]);
  });

  it("asks for nothing of nothing", () => {
    expect(pagesOf(days, 5, 5, 200)).toEqual([]);
    expect(pagesOf([], 0, 10, 200)).toEqual([]);
  });
});
