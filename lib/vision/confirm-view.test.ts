import { expect, test } from "vitest";
import { confirmView } from "./confirm-view";
import { type Matrix, mapPoint, multiply, scaling, translation } from "./matrix";
import { drawScene, paint, showThrough, toCompared } from "./testing-views";

const scene = drawScene(1);
const other = drawScene(2);
const { width, height } = scene;

const compare = (a: typeof scene, b: typeof scene) => confirmView(toCompared(a), toCompared(b));

/** Where the evidence takes the middle of the first picture, in pixels of the second. */
function middleOf(transform: Matrix | undefined, size: { width: number; height: number }): [number, number] {
  const [x, y] = mapPoint(transform ?? [], [0.5, 0.5]);
  return [x * size.width, y * size.height];
}

const turn = (radians: number) => {
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  return multiply(translation(width / 2, height / 2), multiply([cos, -sin, 0, sin, cos, 0, 0, 0, 1], translation(-width / 2, -height / 2)));
};

test("a crop is a duplicate, and the evidence says where it lies", async () => {
  const size = { width: 240, height: 180 };
  const found = await compare(scene, showThrough(scene, translation(-50, -30), size));
  expect(found).toMatchObject({ verdict: "duplicate", mirrored: false, overlay: false });
  expect(found?.overlap).toBeGreaterThan(0.95);
  expect(found?.agreement).toBeGreaterThan(0.97);
  const [x, y] = middleOf(found?.transform, size);
  expect(Math.abs(x - (width / 2 - 50)) + Math.abs(y - (height / 2 - 30))).toBeLessThan(1.5);
});

test.each([
  ["turned by 4 degrees", showThrough(scene, turn(0.07), { width, height })],
  ["turned by 90 degrees", showThrough(scene, [0, -1, height, 1, 0, 0, 0, 0, 1], { width: height, height: width })],
  ["in a wide frame", showThrough(scene, multiply(translation(80, 60), scaling(0.7, 0.7)), { width: 400, height: 300 })],
  [
    "darker, with less contrast",
    paint(showThrough(scene, translation(-20, -20), { width: 280, height: 210 }), (level) => 20 + 0.6 * level),
  ],
])("a copy is a duplicate: %s", async (_, copy) => {
  expect(await compare(scene, copy)).toMatchObject({ verdict: "duplicate", mirrored: false });
});

test("a mirrored crop is a duplicate, and the evidence says that it is mirrored", async () => {
  const size = { width: 260, height: 200 };
  const found = await compare(scene, showThrough(scene, [-1, 0, 300, 0, 1, -20, 0, 0, 1], size));
  expect(found).toMatchObject({ verdict: "duplicate", mirrored: true });
  const [x, y] = middleOf(found?.transform, size);
  expect(Math.abs(x - (300 - width / 2)) + Math.abs(y - (height / 2 - 20))).toBeLessThan(1.5);
});

test("a crop under a translucent watermark of full width is a duplicate with an overlay", async () => {
  const crop = showThrough(scene, translation(-20, -20), { width: 280, height: 200 });
  const marked = paint(crop, (level, x, y) => (y > 60 && y < 140 && (x + y) % 16 < 5 ? level * 0.5 + 127 : level));
  expect(await compare(scene, marked)).toMatchObject({ verdict: "duplicate", overlay: true });
});

test("a bar laid over the lower edge is an overlay", async () => {
  const crop = showThrough(scene, translation(-20, -20), { width: 280, height: 200 });
  const barred = paint(crop, (level, x, y) => (y < 170 ? level : x % 12 < 3 && y > 178 && y < 192 ? 10 : 250));
  expect(await compare(scene, barred)).toMatchObject({ verdict: "duplicate", overlay: true });
});

test("a plain shape of another outline at the same place is no overlay, a plain badge of another level is", async () => {
  const inCircle = (x: number, y: number) => Math.hypot(x - 160, y - 120) < 60;
  const inSquare = (x: number, y: number) => Math.abs(x - 160) < 60 && Math.abs(y - 120) < 60;
  const circle = paint(scene, (level, x, y) => (inCircle(x, y) ? 110 : level));
  const square = paint(scene, (level, x, y) => (inSquare(x, y) ? 110 : level));
  expect((await compare(circle, square))?.verdict).not.toBe("duplicate");
  const crop = showThrough(square, translation(-20, -20), { width: 280, height: 200 });
  expect(await compare(scene, crop)).toMatchObject({ verdict: "duplicate" });
});

test("the same frame in which a third shows something else is similar", async () => {
  const shot = paint(showThrough(scene, translation(3, 2), { width, height }), (level, x, y) =>
    Math.hypot((x - 170) / 120, (y - 120) / 80) < 1 ? (other.data[y * width + x] as number) : level,
  );
  expect(await compare(scene, shot)).toMatchObject({ verdict: "similar", overlay: false });
});

test("two crops that share less than their larger part are no duplicates", async () => {
  const size = { width: 200, height: 240 };
  const [left, right] = [showThrough(scene, translation(0, 0), size), showThrough(scene, translation(-120, 0), size)];
  const found = await compare(left, right);
  expect(found?.verdict).toBe("similar");
  expect(found?.overlap).toBeLessThan(0.6);
});

test("different pictures, and such without features, have nothing to say", async () => {
  expect(await compare(scene, other)).toBeUndefined();
  const flat = paint(scene, () => 100);
  expect(await compare(flat, flat)).toBeUndefined();
});

test("pixels are only read where features say that it is worth it", async () => {
  const unread = { ...toCompared(other), pixels: () => Promise.reject(new Error("read")) };
  await expect(confirmView(toCompared(scene), unread)).resolves.toBeUndefined();
});
