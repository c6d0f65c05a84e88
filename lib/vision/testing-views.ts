import { seededRandom } from "@/e2e/fixtures/seeded-random";
import type { ComparedPicture } from "./confirm-thing";
import { viewFeatureSpec } from "./local-features";
import { invert, type Matrix } from "./matrix";
import { extractFeatures } from "./sift/extract-features";
import { drawBlobs } from "./sift/testing";
import { type GreyPixels, warpGrey } from "./warp-grey";

/** Blobs of many sizes, different for each seed. */
export function drawScene(seed: number, width = 320, height = 240): GreyPixels {
  return { width, height, data: Uint8Array.from(drawBlobs(width, height, seed).data) };
}

/** What a picture looks like through a map of its pixels, on a background of one level, with a little noise. */
export function showThrough(picture: GreyPixels, matrix: Matrix, size: { width: number; height: number }, background = 128): GreyPixels {
  const random = seededRandom(7);
  const { levels, inside } = warpGrey(picture, invert(matrix) as number[], size.width, size.height);
  return { ...size, data: Uint8Array.from(levels, (level, at) => clamp((inside[at] === 1 ? level : background) + 4 * random() - 2)) };
}

const clamp = (level: number): number => Math.max(0, Math.min(255, level));

/** Changes the levels of a picture pixel by pixel. */
export function paint(picture: GreyPixels, change: (level: number, x: number, y: number) => number): GreyPixels {
  const { width } = picture;
  return {
    ...picture,
    data: picture.data.map((level, at) => clamp(change(level, at % width, Math.floor(at / width)))),
  };
}

/** A picture as it is compared. */
export function toCompared(picture: GreyPixels, spec = viewFeatureSpec): ComparedPicture {
  const features = extractFeatures({ data: picture.data, widthPx: picture.width, heightPx: picture.height }, spec);
  return { features, pixels: async () => picture };
}
