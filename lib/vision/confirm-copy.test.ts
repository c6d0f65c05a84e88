import { expect, test } from "vitest";
import { confirmCopy } from "./confirm-copy";
import { type Matrix, scaling, translation } from "./matrix";
import { drawScene, paint, showThrough } from "./testing-views";
import type { GreyPixels } from "./warp-grey";

const scene = drawScene(1);
const other = drawScene(2);
const { width, height } = scene;

const show = (matrix: Matrix, size = { width, height }) => showThrough(scene, matrix, size);
const same = translation(0, 0);
/** Means of 3 x 3 pixels. */
const blur = (picture: GreyPixels): GreyPixels =>
  paint(picture, (level, x, y) => {
    if (x === 0 || y === 0 || x === picture.width - 1 || y === picture.height - 1) return level;
    let sum = 0;
    for (const row of [y - 1, y, y + 1])
      for (const column of [x - 1, x, x + 1]) sum += picture.data[row * picture.width + column] as number;
    return sum / 9;
  });
/** The scene with another one in an ellipse. */
const move = (centre: [number, number], [a, b]: [number, number]) =>
  paint(show(same), (level, x, y) =>
    Math.hypot((x - centre[0]) / a, (y - centre[1]) / b) < 1 ? (other.data[y * width + x] as number) : level,
  );

test.each<[string, GreyPixels]>([
  ["a little noise", show(same)],
  ["half the size", show(scaling(0.5, 0.5), { width: width / 2, height: height / 2 })],
  ["stretched", show(scaling(1.2, 0.8), { width: 384, height: 192 })],
  ["blurred", blur(blur(show(same)))],
  ["strong noise", paint(show(same), (level, x, y) => level + ((x * 7919 + y * 104_729) % 61) - 30)],
  ["in another light", paint(show(same), (level) => 255 * (level / 255) ** 1.6)],
  ["mirrored", show([-1, 0, width, 0, 1, 0, 0, 0, 1])],
  ["turned by a quarter", show([0, -1, height, 1, 0, 0, 0, 0, 1], { width: height, height: width })],
  ["shifted by a pixel", show(translation(1, -1))],
])("the same picture is a duplicate: %s", (_, copy) => {
  expect(confirmCopy(scene, copy)).toMatchObject({ verdict: "duplicate", overlay: false });
});

test.each<[string, GreyPixels]>([
  ["an ellipse of 5 % of the area", move([120, 100], [40, 31])],
  ["the same, in another light", paint(move([120, 100], [40, 31]), (level) => 20 + 0.8 * level)],
  ["one of 10 %, turned by half", showThrough(move([170, 120], [56, 44]), [-1, 0, width, 0, -1, height, 0, 0, 1], { width, height })],
])("the same frame in which a part shows something else is only similar: %s", (_, shot) => {
  const found = confirmCopy(scene, shot);
  expect(found).toMatchObject({ verdict: "similar", overlay: false });
  expect(found?.agreement).toBeGreaterThan(0.7);
  expect(confirmCopy(shot, scene)?.verdict).toBe("similar");
});

test.each<[string, GreyPixels]>([
  ["a date in the corner", paint(show(same), (level, x, y) => (x > 220 && y > 210 && y < 230 ? (x % 9 < 4 ? 240 : 20) : level))],
  ["a watermark", paint(show(same), (level, x, y) => (y > 80 && y < 150 && (x + y) % 16 < 5 ? level * 0.5 + 127 : level))],
])("what was laid over a picture leaves it a duplicate: %s", (_, marked) => {
  expect(confirmCopy(scene, marked)).toMatchObject({ verdict: "duplicate", overlay: true, marked: "second" });
  expect(confirmCopy(marked, scene)).toMatchObject({ verdict: "duplicate", overlay: true, marked: "first" });
});

test("words in place of other words of a form are no overlay", () => {
  const write = (seed: number) =>
    paint(show(same), (level, x, y) => {
      const isInField = x > 150 && x < 290 && y > 60 && y < 180;
      if (!isInField) return level;
      return (Math.floor(x / 4) * 31 + Math.floor(y / 6) * 17 + seed * Math.floor(x / 4) * Math.floor(y / 6)) % 5 < 2 ? 20 : 240;
    });
  expect(confirmCopy(write(1), write(1))?.verdict).toBe("duplicate");
  expect(confirmCopy(write(1), write(3))?.verdict).toBe("similar");
});

test("a plain thing that has moved is seen without texture around it", () => {
  const draw = (left: number, noise = 0) =>
    paint({ ...scene, data: new Uint8Array(width * height) }, (_, x, y) => {
      const isBox = x > left && x < left + 60 && y > 90 && y < 150;
      return (isBox ? 60 : 200) + (noise * ((x * 7 + y * 13) % 5)) / 5;
    });
  expect(confirmCopy(draw(80), draw(80, 4))?.verdict).toBe("duplicate");
  expect(confirmCopy(draw(80), draw(130))?.verdict).toBe("similar");
});

test("of what is flat or tiny there is nothing to say", () => {
  const flat = paint(scene, () => 100);
  expect(confirmCopy(flat, flat)).toBeUndefined();
  const tiny = show(scaling(0.04, 0.04), { width: 13, height: 10 });
  expect(confirmCopy(tiny, tiny)).toBeUndefined();
});
