import { expect, test } from "vitest";
import { explainOverlay, type Overlay } from "./explain-overlay";
import { scaling } from "./matrix";
import { measureResiduals, type Residuals } from "./measure-residuals";
import { drawScene, paint } from "./testing-views";
import { type GreyPixels, warpGrey } from "./warp-grey";

const [width, height] = [192, 144];
const scene = drawScene(3, width, height);
const other = drawScene(4, width, height);

const show = (picture: GreyPixels) => warpGrey(picture, scaling(1, 1), width, height);

function explain(from: GreyPixels, to: GreyPixels): Overlay {
  return explainOverlay(measureResiduals(show(from), show(to)) as Residuals, show(to).levels);
}

/** Slanted strokes of two pixels all over the picture. */
const isInk = (x: number, y: number) => (x + 3 * y) % 14 < 3 && y % 12 < 8;

test.each([
  ["white, translucent", 255, 0.4],
  ["black, translucent", 0, 0.4],
  ["white, opaque", 255, 1],
  ["grey, lighter and darker than what is below", 128, 0.8],
])("lettering is thin, and all that it covers comes nearer to its colour: %s", (_, ink, opacity) => {
  const marked = paint(scene, (level, x, y) => (isInk(x, y) ? (1 - opacity) * level + opacity * ink : level));
  const { toward, thin, tolerance, changed } = explain(scene, marked);
  expect(toward).toBeGreaterThan(0.97);
  expect(thin).toBeGreaterThan(0.99);
  expect(tolerance).toBeLessThan(15);
  expect(changed).toBeLessThan(0.35);
});

test("lines of another picture are thin, too, but go beyond any one colour", () => {
  const mixed = paint(scene, (level, x, y) => (isInk(x, y) ? (other.data[y * width + x] as number) : level));
  const { toward, thin } = explain(scene, mixed);
  expect(thin).toBeGreaterThan(0.99);
  expect(toward).toBeLessThan(0.8);
});

test.each<[string, (x: number, y: number) => boolean]>([
  ["lower", (_, y) => y >= 130],
  ["upper", (_, y) => y < 14],
  ["left", (x) => x < 20],
  ["right", (x) => x >= 172],
])("a bar along the %s edge covers that side and nothing else", (_, isBar) => {
  const { bar } = explain(
    scene,
    paint(scene, (level, x, y) => (isBar(x, y) ? ((x + y) % 6 === 0 ? 10 : 250) : level)),
  );
  expect(bar.within).toBeGreaterThan(0.9);
  expect(bar.outside).toBeLessThan(0.01);
  expect(bar.flat).toBeGreaterThan(0.7);
});

test("something else in the same place is a solid patch with empty corners", () => {
  const moved = paint(scene, (level, x, y) =>
    Math.hypot((x - 96) / 30, (y - 72) / 26) < 1 ? 255 - (other.data[y * width + x] as number) / 4 : level,
  );
  const { patch, thin } = explain(scene, moved);
  expect(patch.share).toBeGreaterThan(0.04);
  expect(patch.corners).toBeLessThan(0.3);
  expect(thin).toBeLessThan(0.8);
});

test("a badge is a solid patch with full corners and mostly one level, also with letters on it", () => {
  const { patch } = explain(
    scene,
    paint(scene, (level, x, y) => (x > 120 && x < 180 && y > 100 && y < 136 ? (isInk(x, y) ? 230 : 20) : level)),
  );
  expect(patch.share).toBeGreaterThan(0.03);
  expect(patch.corners).toBeGreaterThan(0.85);
  expect(patch.flat).toBeGreaterThan(0.5);
});

test("a plain thing that alone has its level is a change, not a tone", () => {
  const disc = (ink: number) => paint(scene, (level, x, y) => (Math.hypot(x - 96, y - 72) < 40 ? ink : Math.max(level, 40)));
  expect(explain(disc(10), disc(200)).patch.share).toBeGreaterThan(0.1);
});

test("a copy in other light, or with noise, has no patch", () => {
  const darker = paint(scene, (level, x, y) => 255 * (level / 255) ** 1.6 + ((7 * x + 13 * y) % 11) - 5);
  expect(explain(scene, darker).patch.share).toBe(0);
});
