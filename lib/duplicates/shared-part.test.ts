import { expect, test } from "vitest";
import { type FoundPair, findWhatMayGo, mayGo, measureShared } from "./shared-part";

const view = (transform?: number[]): FoundPair => ({ imageId: "new", ofImageId: "old", layer: "view", verdict: "duplicate", transform });
/** The newer picture is what the older one shows from `left` and `top` on, `width` by `height` of it. */
const partOf = (left: number, top: number, width: number, height: number) => [1 / width, 0, -left / width, 0, 1 / height, -top / height];

test.each<[string, number[], number, number]>([
  ["the same", [1, 0, 0, 0, 1, 0], 1, 1],
  ["mirrored", [-1, 0, 1, 0, 1, 0, 0, 0, 1], 1, 1],
  ["a crop", partOf(0.1, 0.2, 0.5, 0.5), 0.25, 1],
  ["a frame", partOf(-0.5, -0.5, 2, 2), 1, 0.25],
  ["two that overlap", partOf(0.5, 0, 1, 1), 0.5, 0.5],
  ["two side by side", partOf(1, 0, 1, 1), 0, 0],
  ["turned by 45°", [Math.SQRT1_2, -Math.SQRT1_2, 0.5, Math.SQRT1_2, Math.SQRT1_2, 0.5 - Math.SQRT1_2], 0.8284, 0.8284],
])("%s: how much of each the other shows", (_, transform, older, newer) => {
  const shared = measureShared(transform);
  expect(shared?.older).toBeCloseTo(older, 4);
  expect(shared?.newer).toBeCloseTo(newer, 4);
});

test("a map that says nothing lets nothing go", () => {
  for (const transform of [undefined, [], [1, 2, 3], [0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0, -1]]) {
    expect(measureShared(transform)).toBeUndefined();
    expect(findWhatMayGo(view(transform))).toEqual({ older: false, newer: false });
  }
});

test("a picture goes only for one that shows nearly all of it and not much else", () => {
  const crop = view(partOf(0.1, 0.1, 0.8, 0.8));
  expect([mayGo(crop, "new"), mayGo(crop, "old")]).toEqual([true, false]);
  const frame = view(partOf(-0.1, -0.1, 1.2, 1.2));
  expect([mayGo(frame, "new"), mayGo(frame, "old")]).toEqual([false, true]);
  const half = view(partOf(0, 0, 0.5, 1));
  expect([mayGo(half, "new"), mayGo(half, "old")]).toEqual([false, false]);
  expect(findWhatMayGo(view(partOf(0, 0, 0.95, 0.95)))).toEqual({ older: true, newer: true });
});

test("no picture goes for one that has lost something of it, and none where that cannot be told", () => {
  for (const layer of ["perceptual", "view"] as const) {
    const pair = { ...view([1, 0, 0, 0, 1, 0]), layer };
    expect(findWhatMayGo({ ...pair, holdsMore: "older" })).toEqual({ older: false, newer: true });
    expect(findWhatMayGo({ ...pair, holdsMore: "newer" })).toEqual({ older: true, newer: false });
    expect(findWhatMayGo({ ...pair, holdsMore: "unsure" })).toEqual({ older: false, newer: false });
  }
});

test("what a surer layer calls the same may go either way, and what is similar never", () => {
  for (const layer of ["bytes", "pixels", "perceptual"] as const) {
    expect(findWhatMayGo({ ...view(), layer })).toEqual({ older: true, newer: true });
    expect(findWhatMayGo({ ...view([1, 0, 0, 0, 1, 0]), layer, verdict: "similar" })).toEqual({ older: false, newer: false });
  }
});
