import { expect, test } from "vitest";
import { confirmThing } from "./confirm-thing";
import { type Matrix, mapPoint, multiply, scaling, translation } from "./matrix";
import { drawScene, paint, showThrough, toCompared } from "./testing-views";
import type { GreyPixels } from "./warp-grey";

const spec = { widthPx: 640, heightPx: 640, featuresMax: 500, dimensions: 128 } as const;
const cover = drawScene(1, 200, 280);
const table = { width: 480, height: 400 };

/** Lays one photograph's cover over another. */
function lay(photograph: GreyPixels, matrix: Matrix): GreyPixels {
  const shown = showThrough(cover, matrix, table, 0);
  const covered = showThrough(
    paint(cover, () => 200),
    matrix,
    table,
    0,
  );
  return paint(photograph, (level, x, y) =>
    (covered.data[y * table.width + x] as number) > 100 ? (shown.data[y * table.width + x] as number) : level,
  );
}

const plain = paint({ ...table, data: new Uint8Array(table.width * table.height) }, (_, x, y) => 120 + ((x * 7 + y * 3) % 11));
const tilted = multiply(translation(60, 50), [0.9, -0.15, 40, 0.1, 0.85, 10, 0.0006, 0.0002, 1]);

const compare = (photograph: GreyPixels, candidate = cover) => confirmThing(toCompared(photograph, spec), toCompared(candidate, spec));

function expectCorners(actual: readonly (readonly number[])[] | undefined, matrix: Matrix): void {
  const corners = [
    [0, 0],
    [cover.width, 0],
    [cover.width, cover.height],
    [0, cover.height],
  ] as const;
  for (const [at, corner] of corners.entries()) {
    const [x, y] = mapPoint(matrix, corner);
    const [u = 0, v = 0] = actual?.[at] ?? [];
    expect(Math.hypot(u * table.width - x, v * table.height - y)).toBeLessThan(2);
  }
}

test("a tilted cover on a table is found, with the quadrilateral of its corners", async () => {
  const found = await compare(lay(plain, tilted));
  expect(found).toHaveLength(1);
  expect(found[0]?.inliers).toBeGreaterThanOrEqual(12);
  expect(found[0]?.similarity).toBeGreaterThan(0.8);
  expectCorners(found[0]?.quadrilateral, tilted);
});

test("the same cover twice in one photograph is found twice", async () => {
  const places = [multiply(translation(20, 40), scaling(0.9, 0.9)), multiply(translation(440, 80), [0, -0.8, 0, 0.8, 0, 0, 0, 0, 1])];
  const found = await compare(places.reduce(lay, plain));
  expect(found).toHaveLength(2);
  const sorted = found.map((one) => one.quadrilateral).sort((a, b) => a[0][0] - b[0][0]);
  expectCorners(sorted[0], places[0] as Matrix);
  expectCorners(sorted[1], places[1] as Matrix);
});

test("another cover, and an empty table, are not found", async () => {
  expect(await compare(lay(plain, tilted), drawScene(5, 200, 280))).toEqual([]);
  expect(await compare(plain)).toEqual([]);
});

test("a cover half hidden by glare is found", async () => {
  const glare = paint(lay(plain, tilted), (level, x, y) => (Math.hypot(x - 150, y - 120) < 60 ? 250 : level));
  expect(await compare(glare)).toHaveLength(1);
});
