import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeShapePicture } from "@/e2e/fixtures/tiny-encoder-picture";
import type { Decoder } from "./decoder";
import { openTestDecoder } from "./testing";

let dir: string;
let decoder: Decoder;
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), "magpie-digest-"));
  decoder = openTestDecoder();
});
afterAll(async () => {
  await decoder.close();
  await rm(dir, { recursive: true, force: true });
});

let files = 0;
async function digest(bytes: Uint8Array): Promise<string | undefined> {
  const file = path.join(dir, String(files++));
  await writeFile(file, bytes);
  return (await decoder.decode({ path: file, want: { pixelDigest: true } })).pixelDigest;
}

test("the same pixels have the same digest, whatever holds them and however it is turned", async () => {
  const raster = sharp(await makeShapePicture({ colour: "red", shape: "circle" }));
  const png = await raster.clone().png().toBuffer();
  const expected = await digest(png);
  expect(expected).toMatch(/^[0-9a-f]{64}$/);
  expect(await digest(await sharp(png).webp({ lossless: true }).toBuffer())).toBe(expected);
  expect(await digest(await sharp(png).tiff({ compression: "lzw" }).toBuffer())).toBe(expected);
  expect(await digest(await sharp(png).png({ compressionLevel: 0 }).toBuffer())).toBe(expected);
  expect(await digest(await sharp(png).ensureAlpha().png().toBuffer())).toBe(expected);
  const turned = await sharp(png).rotate(270).withMetadata({ orientation: 6 }).tiff({ compression: "lzw" }).toBuffer();
  expect(await digest(turned)).toBe(expected);
});

test("another pixel, another size or lossy compression is another digest", async () => {
  const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: "#808080" } })
    .png()
    .toBuffer();
  const dot = await sharp({ create: { width: 1, height: 1, channels: 3, background: "#818080" } })
    .png()
    .toBuffer();
  const expected = await digest(png);
  const grey = await sharp(png).greyscale().png().toBuffer();
  expect(await digest(grey)).toBe(expected);
  const others = [
    await sharp(png)
      .composite([{ input: dot, left: 3, top: 3 }])
      .png()
      .toBuffer(),
    await sharp(png).resize(30, 40, { fit: "fill" }).png().toBuffer(),
  ];
  for (const other of others) expect(await digest(other)).not.toBe(expected);
});

test("a file of 16 bits has other pixels than its reduction to 8, and the same as another file of its 16", async () => {
  const shades = Uint16Array.from({ length: 64 * 48 * 3 }, (_, at) => (at * 197) % 65_536);
  const deep = sharp(shades, { raw: { width: 64, height: 48, channels: 3 } }).toColourspace("rgb16");
  const png = await deep.clone().png().toBuffer();
  expect((await sharp(png).metadata()).depth).toBe("ushort");
  const expected = await digest(png);
  expect(await digest(await deep.clone().tiff({ compression: "lzw" }).toBuffer())).toBe(expected);
  expect(await digest(await sharp(png).toColourspace("srgb").png().toBuffer())).not.toBe(expected);
});
