import { expect, test } from "vitest";
import { compareBlocks } from "./compare-blocks";
import { explainChange } from "./explain-change";
import { alikeMin, judgeView } from "./judge-view";
import { scaling } from "./matrix";
import { drawScene, paint } from "./testing-views";
import { type GreyPixels, warpGrey } from "./warp-grey";

const scene = drawScene(3, 192, 144);
const other = drawScene(4, 192, 144);
const blockPx = 12;

function judge(a: GreyPixels, b: GreyPixels) {
  const [shownA, shownB] = [a, b].map((picture) => warpGrey(picture, scaling(1, 1), 192, 144)) as [
    ReturnType<typeof warpGrey>,
    ReturnType<typeof warpGrey>,
  ];
  const blocks = compareBlocks(shownA, shownB, { sizePx: blockPx, textureMin: 0.2 });
  const differing = blocks.filter(({ correlation }) => correlation <= alikeMin);
  const change = explainChange(shownA, shownB, differing, blockPx);
  return { change, differing: differing.length / blocks.length, ...judgeView(blocks, change, { width: 192, height: 144, blockPx }) };
}

/** Strokes that cover about a third of a band across the picture. */
const isInk = (x: number, y: number) => y > 40 && y < 100 && (x + (y % 20)) % 15 < 5;

test("a picture in other light is a duplicate without an overlay", () => {
  const { duplicate, overlay, change } = judge(
    scene,
    paint(scene, (level) => 255 * (level / 255) ** 1.6),
  );
  expect({ duplicate, overlay }).toEqual({ duplicate: true, overlay: false });
  expect(change.faithful).toBeGreaterThan(0.95);
  expect(change.sameLight).toBeGreaterThan(0.95);
});

test.each([
  ["white", 255],
  ["black", 0],
])("%s translucent lettering keeps edges and changes to one side, in whichever of the two pictures it is", (_, ink) => {
  const marked = paint(scene, (level, x, y) => (isInk(x, y) ? 0.5 * level + 0.5 * ink : level));
  for (const [a, b] of [
    [scene, marked],
    [marked, scene],
  ] as const) {
    const { duplicate, overlay, change, differing } = judge(a, b);
    expect(differing).toBeGreaterThan(0.15);
    expect({ duplicate, overlay }).toEqual({ duplicate: true, overlay: true });
    expect(change.oneSided).toBeGreaterThan(0.95);
  }
});

test("another thing in the same place keeps no edges, and is no overlay", () => {
  const moved = paint(scene, (level, x, y) => (Math.hypot((x - 96) / 70, (y - 72) / 50) < 1 ? (other.data[y * 192 + x] as number) : level));
  const { duplicate, overlay, change } = judge(scene, moved);
  expect({ duplicate, overlay }).toEqual({ duplicate: false, overlay: false });
  expect(change.edgesKept).toBeLessThan(0.45);
});

test("a badge of one level is an overlay, though nothing below it is kept", () => {
  const badged = paint(scene, (level, x, y) => (x > 110 && y > 90 ? 30 : level));
  expect(judge(scene, badged)).toMatchObject({ duplicate: true, overlay: true });
});
