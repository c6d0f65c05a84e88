import { expect, test } from "vitest";
import { dragRegion, moveRegion, wholeRegion } from "./region";

test("a rectangle is drawn in any direction, and stays inside the picture", () => {
  expect(dragRegion({ x: 0.75, y: 0.5 }, { x: 0.25, y: 0.25 })).toEqual({ left: 0.25, top: 0.25, width: 0.5, height: 0.25 });
  expect(dragRegion({ x: -2, y: 0.5 }, { x: 3, y: 9 })).toEqual({ left: 0, top: 0.5, width: 1, height: 0.5 });
  const least = dragRegion({ x: 1, y: 1 }, { x: 1, y: 1 });
  expect([least.left + least.width, least.top + least.height]).toEqual([1, 1]);
});

test("arrow keys move a rectangle and change its size, as far as the picture goes", () => {
  const region = { left: 0.5, top: 0, width: 0.5, height: 0.5 };
  expect(moveRegion(region, "ArrowRight", false)).toEqual(region);
  expect(moveRegion(region, "ArrowLeft", false)?.left).toBeCloseTo(0.48);
  expect(moveRegion(region, "ArrowDown", true)?.height).toBeCloseTo(0.52);
  expect(moveRegion(region, "Enter", false)).toBeUndefined();
  expect(wholeRegion({ left: 0, top: 0, width: 1, height: 1 })).toBe(true);
  expect(wholeRegion(region)).toBe(false);
});
