import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeFeatures, type FeatureSpec, type LocalFeatures, viewFeatureSpec } from "@/lib/vision/local-features";
import { drawBlobs } from "@/lib/vision/sift/testing";
import type { Decoder } from "./decoder";
import { renderGrey } from "./local-features-step";
import { ScaledRasters } from "./scaled-rasters";
import { openTestDecoder } from "./testing";

let folder: string;
let decoder: Decoder;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "magpie-features-"));
  decoder = openTestDecoder();
});

afterAll(async () => {
  await decoder.close();
  rmSync(folder, { recursive: true, force: true });
});

function draw(width: number, height: number): Sharp {
  const data = Uint8Array.from(drawBlobs(width, height).data);
  return sharp(data, { raw: { width, height, channels: 1 } }).toColourspace("srgb");
}

let files = 0;
async function extract(picture: Sharp, specs: FeatureSpec[]): Promise<LocalFeatures[]> {
  const file = path.join(folder, `${++files}.png`);
  await picture.png().toFile(file);
  const decoded = await decoder.decode({ path: file, want: { features: specs } });
  expect(decoded.thumbnails).toBeUndefined();
  expect(decoded.timingsMs.features).toBeGreaterThan(0);
  return (decoded.features ?? []).map(decodeFeatures);
}

test("the decoder gives the features of each spec in order, of the picture scaled into its box", async () => {
  const small: FeatureSpec = { widthPx: 200, heightPx: 100, featuresMax: 10, dimensions: 64 };
  const [view, boxed] = await extract(draw(800, 600), [viewFeatureSpec, small]);
  expect(view).toMatchObject({ widthPx: 512, heightPx: 384 });
  expect(view?.count).toBeGreaterThan(100);
  expect(view?.descriptors.length).toBe((view?.count ?? 0) * 16);
  expect(boxed).toMatchObject({ widthPx: 133, heightPx: 100, count: 10 });
  expect(boxed?.descriptors.length).toBe(10 * 8);
});

test("a small picture is not enlarged, and the same picture has the same features whatever else is wanted", async () => {
  const [alone] = await extract(draw(300, 200), [viewFeatureSpec]);
  expect(alone).toMatchObject({ widthPx: 300, heightPx: 200 });
  const file = path.join(folder, `${files}.png`);
  const both = await decoder.decode({ path: file, want: { thumbnails: true, perceptualHash: true, features: [viewFeatureSpec] } });
  expect(decodeFeatures(both.features?.[0] ?? new Uint8Array())).toEqual(alone);
});

test("a picture is described as it is seen: turned upright", async () => {
  const [upright] = await extract(draw(300, 200), [viewFeatureSpec]);
  const turned = await draw(300, 200).rotate(90).png().toBuffer();
  const [marked] = await extract(sharp(turned).withMetadata({ orientation: 8 }), [viewFeatureSpec]);
  expect(marked).toEqual(upright);
});

test("a flat picture has no features, and none are made where none are wanted", async () => {
  const flat = sharp({ create: { width: 100, height: 80, channels: 3, background: "#456" } });
  const [features] = await extract(flat, [viewFeatureSpec]);
  expect(features).toMatchObject({ count: 0, widthPx: 100, heightPx: 80 });
  const without = await decoder.decode({ path: path.join(folder, `${files}.png`), want: { perceptualHash: true } });
  expect(without.features).toBeUndefined();
});

test("transparency is white, and luminance is weighted by colour", async () => {
  const pixels = Buffer.from([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 9, 9, 9, 0]);
  const scaled = new ScaledRasters({ width: 4, height: 1, channels: 4, data: pixels });
  const grey = renderGrey(await scaled.into({ widthPx: 64, heightPx: 64 }));
  expect([...grey.data].map(Math.round)).toEqual([76, 150, 29, 255]);
});
