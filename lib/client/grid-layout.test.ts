import { describe, expect, it } from "vitest";
import { computeGridLayout, findImageAt, findVisible, moveInGrid, rowOf } from "./grid-layout";

const options = { widthPx: 1000, targetHeightPx: 200, gapPx: 4, headingPx: 40, sectionGapPx: 20 };
const square = (count: number) => new Array<number>(count).fill(1);
const layout = computeGridLayout(
  [
    { key: "2024-05-02", ratios: square(12) },
    { key: "2024-05-01", ratios: square(1) },
  ],
  options,
);

describe("computeGridLayout", () => {
  it("puts sections below each other, headings first", () => {
    expect(layout.sections.map((section) => [section.key, section.start, section.count])).toEqual([
      ["2024-05-02", 0, 12],
      ["2024-05-01", 12, 1],
    ]);
    const [first, second] = layout.sections;
    expect(layout.rows[0]?.topPx).toBe(40);
    expect(second?.topPx).toBe((first?.topPx ?? 0) + (first?.heightPx ?? 0));
    expect(layout.heightPx).toBe((second?.topPx ?? 0) + (second?.heightPx ?? 0));
  });

  it("puts small days side by side, in one row that the arrow keys go along", () => {
    const sections = ["2024-05-03", "2024-05-02", "2024-05-01"].map((key) => ({ key, ratios: square(1) }));
    const small = computeGridLayout([...sections, { key: "2024-04-01", ratios: square(30) }], options);
    expect(small.sections.map((section) => [section.topPx, section.leftPx])).toEqual([
      [0, 0],
      [0, 224],
      [0, 448],
      [264, 0],
    ]);
    expect(small.rows[0]).toEqual({ topPx: 40, heightPx: 200, start: 0, count: 3 });
    expect(moveInGrid(small, 0, "right")).toBe(1);
    expect(findVisible(small, 100, 150).sections).toEqual([0, 3]);
  });

  it("lays out 20,000 images without rows that overlap", () => {
    const big = computeGridLayout([{ key: "a", ratios: square(20_000).map((_, index) => 0.6 + (index % 17) / 10) }], options);
    for (let index = 1; index < big.rows.length; index++) {
      const before = big.rows[index - 1];
      expect((before?.topPx ?? 0) + (before?.heightPx ?? 0)).toBeLessThanOrEqual(big.rows[index]?.topPx ?? 0);
    }
  });
});

describe("findVisible", () => {
  it("names the rows, sections and images between two heights", () => {
    expect(findVisible(layout, 0, 100)).toEqual({ rows: [0, 1], sections: [0, 1], images: [0, layout.rows[0]?.count] });
    expect(findVisible(layout, 0, 100_000).images).toEqual([0, 13]);
  });

  it("is empty for an empty library", () => {
    expect(findVisible(computeGridLayout([], options), 0, 500).images).toEqual([0, 0]);
  });
});

describe("moveInGrid", () => {
  it("goes sideways in reading order and stops at the ends", () => {
    expect(moveInGrid(layout, 0, "left")).toBe(0);
    expect(moveInGrid(layout, 0, "right")).toBe(1);
    expect(moveInGrid(layout, 12, "right")).toBe(12);
  });

  it("goes down to the nearest image of the next row, across days, and back up", () => {
    const lastOfFirstRow = (layout.rows[0]?.count ?? 1) - 1;
    const below = moveInGrid(layout, lastOfFirstRow, "down");
    expect(rowOf(layout, below)).toBe(layout.rows[1]);
    expect(moveInGrid(layout, 12, "up")).toBeLessThan(12);
  });
});

describe("findImageAt", () => {
  it("finds the image under a point and the nearest one beside the last", () => {
    expect(findImageAt(layout, 5, 60)).toBe(0);
    expect(findImageAt(layout, 990, layout.sections[1]?.topPx ?? 0 + 60)).toBe(11);
    expect(findImageAt(layout, 990, layout.heightPx)).toBe(12);
  });
});
