import sharp from "sharp";
import { expect, test } from "vitest";
import { makeShapePicture } from "@/e2e/fixtures/tiny-encoder-picture";
import { computeQuality, estimateJpegQuality } from "./picture-quality";
import type { Raster } from "./raster";
import { ScaledRasters } from "./scaled-rasters";

async function rasterOf(bytes: Buffer): Promise<Raster> {
  const { data, info } = await sharp(bytes).removeAlpha().toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}
async function measure(file: Buffer, contentType: "image/png" | "image/jpeg" = "image/png") {
  const raster = await rasterOf(file);
  return computeQuality({ contentType, bytes: file }, raster, new ScaledRasters(raster));
}
const picture = () => makeShapePicture({ colour: "red", shape: "circle", seed: 4 });

test.each([20, 50, 75, 80, 90, 95, 100])("a JPEG file saved at %i is estimated so", async (quality) => {
  const bytes = await sharp(await picture())
    .jpeg({ quality })
    .toBuffer();
  expect(Math.abs((estimateJpegQuality(bytes) ?? 0) - quality)).toBeLessThanOrEqual(1);
});

test("what is no whole JPEG file has no quality, whatever it says", () => {
  expect(estimateJpegQuality(new Uint8Array())).toBeUndefined();
  expect(estimateJpegQuality(Uint8Array.of(0xff, 0xd8, 0xff, 0xdb, 0, 67, 0, 1, 2))).toBeUndefined();
  expect(estimateJpegQuality(Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 8))).toBeUndefined();
  expect(estimateJpegQuality(Uint8Array.of(0xff, 0xd8, 0xff, 0xff, 0xff))).toBeUndefined();
  expect(estimateJpegQuality(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xe0))).toBeUndefined();
});

test("a grey copy has no chroma, a faint one a little, also as JPEG", async () => {
  const bytes = await picture();
  const chromaOf = async (file: Buffer) => (await measure(file)).chroma;
  expect(await chromaOf(bytes)).toBeGreaterThan(100);
  expect(await chromaOf(await sharp(bytes).jpeg({ quality: 30 }).toBuffer())).toBeGreaterThan(100);
  const faint = await sharp(bytes).modulate({ saturation: 0.2 }).jpeg({ quality: 50 }).toBuffer();
  expect(await chromaOf(faint)).toBeGreaterThan(20);
  expect(await chromaOf(await sharp(bytes).greyscale().jpeg({ quality: 30 }).toBuffer())).toBeLessThan(3);
  expect(await chromaOf(await sharp(bytes).greyscale().toColourspace("srgb").png().toBuffer())).toBe(0);
});

test("a blurred copy is less sharp, a flat picture not at all, and only JPEG files have a quality", async () => {
  const bytes = await picture();
  const sharpnessOf = async (file: Buffer) => (await measure(file)).sharpness;
  const blurred = await sharp(bytes).blur(3).png().toBuffer();
  expect(await sharpnessOf(blurred)).toBeLessThan((await sharpnessOf(bytes)) / 2);
  const flat = await sharp({ create: { width: 30, height: 20, channels: 3, background: "#777" } })
    .png()
    .toBuffer();
  expect(await measure(flat)).toEqual({ sharpness: 0, chroma: 0 });
  const dot = await sharp({ create: { width: 1, height: 1, channels: 3, background: "#777" } })
    .png()
    .toBuffer();
  expect(await sharpnessOf(dot)).toBe(0);
  const jpeg = await sharp(bytes).jpeg({ quality: 70 }).toBuffer();
  expect(await measure(jpeg, "image/jpeg")).toMatchObject({ jpegQuality: 70 });
});
