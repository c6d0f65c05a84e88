import { expect, test } from "vitest";
import type { GroupPair } from "../../duplicates/schema";
import { areaOf, findAlignment, haveSameShape, identity, invert, type Matrix3, mapPoint, multiply, toCssMatrix } from "./alignment";

/** The newer picture is the right half of the older one. */
const rightHalf: Matrix3 = [2, 0, -1, 0, 1, 0, 0, 0, 1];
const pair = (transform?: number[]) => ({ imageId: "newer", ofImageId: "older", evidence: { transform } }) as unknown as GroupPair;

test("a map and its inverse undo each other", () => {
  const homography: Matrix3 = [1.1, 0.1, 0.05, -0.1, 0.9, 0.02, 0.1, -0.05, 1];
  const back = invert(homography) as Matrix3;
  for (const [at, value] of multiply(homography, back).entries()) expect(value).toBeCloseTo(identity[at] as number, 9);
  const there = mapPoint(homography, 0.3, 0.7);
  const again = mapPoint(back, there.x, there.y);
  expect([again.x, again.y].map((value) => Number(value.toFixed(9)))).toEqual([0.3, 0.7]);
  expect(invert([1, 0, 0, 1, 0, 0, 0, 0, 1])).toBeUndefined();
});

test("the second picture is laid over the first, whichever of them is the newer one", () => {
  const overNewer = findAlignment(pair([...rightHalf]), "newer") as Matrix3;
  expect(mapPoint(overNewer, 0.75, 0.5)).toEqual({ x: 0.5, y: 0.5 });
  const overOlder = findAlignment(pair([...rightHalf]), "older") as Matrix3;
  expect(mapPoint(overOlder, 0.5, 0.5)).toEqual({ x: 0.75, y: 0.5 });
  expect([areaOf(overNewer), areaOf(overOlder), areaOf(identity)]).toEqual([2, 0.5, 1]);
});

test("without a map that can be turned round nothing is laid over", () => {
  expect(findAlignment(pair(), "newer")).toBeUndefined();
  expect(findAlignment(pair([1, 2, 3]), "newer")).toBeUndefined();
  expect(findAlignment(pair([0, 0, 0, 0, 0, 0]), "older")).toBeUndefined();
  expect(findAlignment(undefined, "older")).toBeUndefined();
});

test("the CSS matrix takes pixels of one box to pixels of the other", () => {
  const css = toCssMatrix(invert(rightHalf) as Matrix3, { width: 100, height: 50 }, { width: 200, height: 50 });
  expect(css).toBe("matrix3d(1,0,0,0,0,1,0,0,0,0,1,0,100,0,0,1)");
});

test("shapes are the same up to a rounded pixel", () => {
  expect(haveSameShape({ width: 4000, height: 3000 }, { width: 401, height: 300 })).toBe(true);
  expect(haveSameShape({ width: 4000, height: 3000 }, { width: 3000, height: 4000 })).toBe(false);
});
