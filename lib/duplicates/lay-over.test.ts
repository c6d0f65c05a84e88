import { describe, expect, test } from "vitest";
import { compareImages } from "./compare-images";
import { layOver } from "./lay-over";
import { orderKeepers } from "./order-keepers";
import type { PictureFacts } from "./schema";
import type { FoundPair } from "./shared-part";

const facts = (more: Partial<PictureFacts> = {}): PictureFacts => ({
  pixels: 600_000,
  bytesPerPixel: 0.5,
  jpegQuality: 90,
  sharpness: 10,
  detail: null,
  format: "jpeg",
  isLossless: false,
  metadataCount: 0,
  camera: null,
  isCameraFile: false,
  editedWith: null,
  hasPosition: false,
  takenLocal: null,
  rating: null,
  favourite: false,
  collectionCount: 1,
  isProtected: false,
  ...more,
});
const image = (id: string, width: number, height: number, more: Partial<PictureFacts> = {}, sizeBytes = 1_000) => ({
  id,
  width,
  height,
  sizeBytes,
  facts: facts({ pixels: width * height, ...more }),
});
/** A photograph of 900 x 600 lies at `left`, `top` in a canvas, drawn with `width` by `height`. */
type Canvas = { width: number; height: number; at: [left: number, top: number, width: number, height: number] };
const canvases: Record<string, Canvas> = {
  border: { width: 1_080, height: 780, at: [90, 90, 900, 600] },
  "bar below": { width: 900, height: 650, at: [0, 0, 900, 600] },
  screenshot: { width: 1_280, height: 800, at: [200, 120, 600, 400] },
  "whole of a crop": { width: 1_100, height: 800, at: [150, 40, 900, 600] },
};
const layIn = ({ width, height, at: [left, top, w, h] }: Canvas) => [w / width, 0, left / width, 0, h / height, top / height];
const pairOf = (canvas: Canvas): FoundPair => ({
  imageId: "b",
  ofImageId: "a",
  layer: "view",
  verdict: "duplicate",
  transform: layIn(canvas),
});
const suggested = (canvas: Canvas) => {
  const [photograph, made] = [image("a", 900, 600), image("b", canvas.width, canvas.height)];
  const both = orderKeepers([made, photograph], "suggested", [pairOf(canvas)]);
  expect(orderKeepers([photograph, made], "suggested", [pairOf(canvas)])).toEqual(both);
  return { id: both[0]?.id, reasons: both[0] && both[1] ? compareImages(both[0], both[1], [pairOf(canvas)]).map(({ kind }) => kind) : [] };
};
const canvasOf = (name: string) => canvases[name] as Canvas;

describe("of a photograph and what shows it in a canvas", () => {
  test("a border, a bar of text and a screenshot add no pixels, and what a crop was made of shows more", () => {
    expect(suggested(canvasOf("border"))).toEqual({ id: "a", reasons: ["plain"] });
    expect(suggested(canvasOf("bar below"))).toEqual({ id: "a", reasons: [] });
    expect(suggested(canvasOf("screenshot"))).toEqual({ id: "a", reasons: ["pixels"] });
    expect(suggested(canvasOf("whole of a crop"))).toEqual({ id: "b", reasons: ["shows-more"] });
  });

  test("a turn with filled corners is known, whichever is older", () => {
    const [cos, sin] = [Math.cos(0.07), Math.sin(0.07)];
    const [width, height] = [900 * cos + 600 * sin, 900 * sin + 600 * cos];
    const transform = [(900 * cos) / width, (-600 * sin) / width, (600 * sin) / width, (900 * sin) / height, (600 * cos) / height, 0];
    const pair = { ...pairOf(canvasOf("border")), transform };
    const [upright, turned] = [image("a", 900, 600), image("b", width, height)];
    expect(layOver(pair, upright, turned)?.framed).toBe("newer");
    expect(orderKeepers([turned, upright], "suggested", [pair])[0]?.id).toBe("a");
  });

  test("a part that is cut out after a turn is no framed picture, though its margins are alike", () => {
    const canvas = canvasOf("border");
    const [a = 0, , c = 0, , e = 0, f = 0] = layIn(canvas);
    const turned = [a, -0.035 * a, c + 0.0175 * a, 0.035 * e, e, f - 0.0175 * e];
    expect(layOver({ ...pairOf(canvas), transform: turned }, { width: 900, height: 600 }, canvas)?.framed).toBeUndefined();
  });

  test("more pixels of what both show are preferred to a larger part", () => {
    const canvas = { width: 1_600, height: 1_200, at: [100, 300, 450, 300] as [number, number, number, number] };
    const [sharp, wide] = [image("a", 900, 600), image("b", 1_600, 1_200)];
    expect(orderKeepers([wide, sharp], "suggested", [pairOf(canvas)])[0]?.id).toBe("a");
    expect(compareImages(sharp, wide, [pairOf(canvas)])[0]).toMatchObject({ kind: "pixels", detail: "shared" });
  });

  test("a canvas of many pixels does not outdo the camera's own file", () => {
    const canvas = { width: 3_000, height: 3_000, at: [100, 300, 900, 600] as [number, number, number, number] };
    const own = image("b", 900, 600, { camera: "Lantern", isCameraFile: true });
    const pair = { ...pairOf(canvas), imageId: "c", ofImageId: "b" };
    expect(orderKeepers([image("c", 3_000, 3_000), own], "suggested", [pair])[0]?.id).toBe("b");
  });
});

test.each(["bytes", "pixels"] as const)(
  "of files of the same %s format and quality say nothing: what is known of them, then the smaller, of two JPEG files the larger",
  (layer) => {
    const pair: FoundPair = { imageId: "b", ofImageId: "a", layer, verdict: "duplicate" };
    const jpeg = image("b", 900, 600, {}, 1_000);
    const png = image("a", 900, 600, { format: "png", isLossless: true, jpegQuality: null, bytesPerPixel: 3 }, 9_000);
    expect(orderKeepers([png, jpeg], "suggested", [pair])[0]?.id).toBe("b");
    expect(compareImages(png, jpeg, [pair])).toEqual([]);
    const told = { ...png, facts: { ...png.facts, metadataCount: 3 } };
    expect(orderKeepers([told, jpeg], "suggested", [pair])[0]?.id).toBe("a");
    expect(compareImages(told, jpeg, [pair]).map(({ kind }) => kind)).toEqual(["metadata"]);
    expect(orderKeepers([png, jpeg])[0]?.id).toBe("a");
    const padded = image("a", 900, 600, {}, 9_000);
    expect(orderKeepers([padded, jpeg], "suggested", [pair])[0]?.id).toBe("a");
  },
);

describe("of a picture and one that was enlarged from it", () => {
  /** Levels of bins 1 to 32, 30 dB above the least. */
  const detail = (sidePx: number, levelAt: (bin: number) => number) => {
    const bytes = Array.from({ length: 32 }, (_, at) => Math.round((levelAt(at + 1) + 60) / 0.375));
    return { sidePx, levels: btoa(String.fromCharCode(...bytes)) };
  };
  const own = image("b", 900, 600, { detail: detail(735, (bin) => -0.3 * bin) });
  const isBelow = (bin: number) => bin <= 16;
  const made = {
    detail: detail(1_470, (bin) => 3 - 0.6 * bin - (isBelow(bin) ? 0.02 * bin ** 2 : 12)),
    format: "png" as const,
    isLossless: true,
  };
  const enlarged = image("a", 1_800, 1_200, made, 9_000);
  const pair: FoundPair = { imageId: "b", ofImageId: "a", layer: "perceptual", verdict: "duplicate" };

  test("its pixels count for nothing, and the other says why it is better", () => {
    expect(orderKeepers([enlarged, own], "suggested", [pair])[0]?.id).toBe("b");
    expect(orderKeepers([enlarged, own], "most-pixels", [pair])[0]?.id).toBe("a");
    expect(compareImages(own, enlarged, [pair])[0]?.kind).toBe("not-enlarged");
    expect(compareImages(enlarged, own, [pair]).map(({ kind }) => kind)).not.toContain("pixels");
    expect(orderKeepers([enlarged, own])[0]?.id).toBe("a");
  });

  test("one with more pixels of its own is better than both, and a small copy of both is not", () => {
    const larger = image("c", 1_200, 800, { detail: detail(980, (bin) => 1.2 - 0.4 * bin) });
    const small = image("d", 300, 200, { detail: detail(245, (bin) => -4.8 - 0.1 * bin) });
    const pairs = [pair, { ...pair, imageId: "c" }, { ...pair, imageId: "d" }, { ...pair, imageId: "d", ofImageId: "b" }];
    expect(orderKeepers([enlarged, own, larger, small], "suggested", pairs)[0]?.id).toBe("c");
    expect(orderKeepers([enlarged, own, small], "suggested", pairs)[0]?.id).toBe("b");
  });

  test("a crop of another size is not compared so", () => {
    const view: FoundPair = { ...pair, layer: "view", transform: [1.4, 0, -0.2, 0, 1.4, -0.2] };
    expect(compareImages(enlarged, own, [view])[0]?.kind).toBe("pixels");
  });
});
