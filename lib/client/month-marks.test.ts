import { describe, expect, it } from "vitest";
import { computeGridLayout } from "./grid-layout";
import { computeMonthMarks, computeTrackLabels } from "./month-marks";

const options = { widthPx: 1000, targetHeightPx: 200, gapPx: 4, headingPx: 40, sectionGapPx: 20 };
const days = ["2024-05-02", "2024-05-01", "2024-04-30", "2023-12-31", "2023-01-01"];
const layout = computeGridLayout(
  days.map((key) => ({ key, ratios: [1, 1, 1] })),
  options,
);

describe("computeMonthMarks", () => {
  it("marks the first day of each month that appears", () => {
    expect(computeMonthMarks(layout).map((mark) => mark.month)).toEqual(["2024-05", "2024-04", "2023-12", "2023-01"]);
  });
});

describe("computeTrackLabels", () => {
  it("writes each year once where it begins, and dots for the months between", () => {
    const labels = computeTrackLabels(computeMonthMarks(layout), layout.heightPx, 600);
    expect(labels.filter((label) => label.kind === "year").map((label) => label.text)).toEqual(["2024", "2023"]);
    expect(labels.filter((label) => label.kind === "month").map((label) => label.text)).toEqual(["2024-04", "2023-01"]);
  });

  it("leaves out what would crowd", () => {
    const many = Array.from({ length: 600 }, (_, index) => ({
      month: `${2020 - Math.floor(index / 12)}-${String(12 - (index % 12)).padStart(2, "0")}`,
      topPx: index * 100,
    }));
    const labels = computeTrackLabels(many, 60_000, 500);
    for (const [index, label] of labels.entries()) {
      const before = labels[index - 1];
      if (before) expect(label.positionPx - before.positionPx).toBeGreaterThanOrEqual(8);
    }
  });
});
