import { describe, expect, it } from "vitest";
import { clampRatio, computeJustifiedRows, ratioMax } from "./justified-rows";

const options = { widthPx: 1200, targetHeightPx: 220, gapPx: 4 };
const total = (widths: number[]) => widths.reduce((sum, width) => sum + width, 0) + 4 * (widths.length - 1);

describe("computeJustifiedRows", () => {
  it("fills the width exactly in every row but the last", () => {
    const ratios = Array.from({ length: 400 }, (_, index) => 0.5 + ((index * 7919) % 100) / 50);
    const rows = computeJustifiedRows(ratios, options);
    for (const row of rows.slice(0, -1)) expect(total(row.widthsPx)).toBe(1200);
    expect(rows.reduce((sum, row) => sum + row.widthsPx.length, 0)).toBe(400);
    expect(rows.map((row) => row.start)).toEqual(
      rows.map((_, index) => rows.slice(0, index).reduce((sum, r) => sum + r.widthsPx.length, 0)),
    );
  });

  it("keeps rows near the target height", () => {
    const ratios = Array.from({ length: 300 }, (_, index) => (index % 3 === 0 ? 0.67 : 1.5));
    for (const row of computeJustifiedRows(ratios, options)) {
      expect(row.heightPx).toBeGreaterThan(160);
      expect(row.heightPx).toBeLessThan(300);
    }
  });

  it("does not stretch a last row that is not full", () => {
    const [row] = computeJustifiedRows([1.5], options);
    expect(row).toEqual({ start: 0, heightPx: 220, widthsPx: [330] });
  });

  it("gives a panorama on a narrow screen the whole width", () => {
    const [row] = computeJustifiedRows([9], { widthPx: 360, targetHeightPx: 120, gapPx: 4 });
    expect(row?.widthsPx).toEqual([360]);
    expect(row?.heightPx).toBe(Math.round(360 / ratioMax));
  });

  it("clamps ratios that would rule a row, and unknown ones to a square", () => {
    expect(clampRatio(20)).toBe(ratioMax);
    expect(clampRatio(Number.NaN)).toBe(1);
  });

  it("answers nothing for nothing", () => {
    expect(computeJustifiedRows([], options)).toEqual([]);
  });
});
