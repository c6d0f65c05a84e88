import { describe, expect, it } from "vitest";
import { clampZoom, fitInto, fitted, scaleMax, swipeOf, zoomAt } from "./zoom";

const stage = { width: 1000, height: 800 };

describe("fitInto", () => {
  it("fits a large picture and enlarges a small one to twice its size at most", () => {
    expect(fitInto({ width: 4000, height: 2000 }, stage)).toEqual({ width: 1000, height: 500 });
    expect(fitInto({ width: 200, height: 100 }, stage)).toEqual({ width: 400, height: 200 });
  });
});

describe("zoomAt", () => {
  it("keeps the point under the pointer where it is", () => {
    const point = { x: 120, y: -40 };
    const zoom = zoomAt({ scale: 2, x: 30, y: 10 }, 1.5, point);
    expect((point.x - 30) / 2).toBeCloseTo((point.x - zoom.x) / zoom.scale);
    expect((point.y - 10) / 2).toBeCloseTo((point.y - zoom.y) / zoom.scale);
  });

  it("stays between fitting and its bound", () => {
    expect(zoomAt(fitted, 0.2, { x: 0, y: 0 }).scale).toBe(1);
    expect(zoomAt(fitted, 100, { x: 0, y: 0 }).scale).toBe(scaleMax);
  });
});

describe("clampZoom", () => {
  it("centres what is smaller than the stage and holds the edges of what is larger", () => {
    expect(clampZoom({ scale: 1, x: 50, y: 50 }, { width: 1000, height: 500 }, stage)).toEqual(fitted);
    expect(clampZoom({ scale: 2, x: 900, y: 900 }, { width: 1000, height: 500 }, stage)).toEqual({ scale: 2, x: 500, y: 100 });
  });
});

describe("swipeOf", () => {
  it("turns pages sideways, closes downwards, and ignores trembling", () => {
    expect(swipeOf(-120, 10, 400)).toBe("next");
    expect(swipeOf(40, 5, 60)).toBe("previous");
    expect(swipeOf(5, 160, 400)).toBe("close");
    expect(swipeOf(0, -200, 200)).toBeUndefined();
    expect(swipeOf(12, 3, 300)).toBeUndefined();
  });
});
