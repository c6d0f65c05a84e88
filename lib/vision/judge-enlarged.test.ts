import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { seededRandom } from "@/e2e/fixtures/seeded-random";
import { computeDetailSpectrum, type DetailSpectrum, readLevels } from "./detail-spectrum";
import { isEnlarged } from "./judge-enlarged";

/** Discs that hide each other, of sizes as in nature (the dead leaves of Lee, Mumford and Huang 2001), drawn at four times the size and reduced. */
async function drawLeaves(seed: number, width = 480, height = 360): Promise<Buffer> {
  const random = seededRandom(seed);
  const [wide, high] = [width * 4, height * 4];
  const data = Buffer.alloc(wide * high, 128);
  for (let leaf = 0; leaf < 9_000; leaf++) {
    const radius = Math.min(600, 5 / Math.sqrt(1 - random()));
    const [left, top, level] = [random() * wide, random() * high, 20 + 215 * random()];
    for (let y = Math.max(0, Math.ceil(top - radius)); y < Math.min(high, top + radius); y++) {
      const half = Math.sqrt(radius ** 2 - (y - top) ** 2);
      data.fill(level, y * wide + Math.max(0, Math.round(left - half)), y * wide + Math.max(0, Math.min(wide, Math.round(left + half))));
    }
  }
  return sharp(data, { raw: { width: wide, height: high, channels: 1 } })
    .resize(width, height)
    .png()
    .toBuffer();
}

const resize = async (file: Buffer, share: number, kernel: "linear" | "lanczos3" = "lanczos3") => {
  const { width, height } = await sharp(file).metadata();
  return sharp(
    await sharp(file)
      .resize({ width: Math.round(width * share), height: Math.round(height * share), kernel })
      .png()
      .toBuffer(),
  );
};
const bytesOf = (image: Sharp, quality = 90) => image.jpeg({ quality }).toBuffer();

async function spectrumOf(file: Buffer): Promise<DetailSpectrum> {
  const { data, info } = await sharp(file).toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
  const found = computeDetailSpectrum({ width: info.width, height: info.height, channels: 3, data });
  if (!found) throw new Error("too small");
  return found;
}

test.each([1, 2, 3])("what is enlarged is known, and what a smaller copy is made of is not called so: picture %i", async (seed) => {
  const leaves = await drawLeaves(seed);
  const original = await spectrumOf(leaves);
  for (const share of [1.25, 1.5, 2, 3]) {
    const enlarged = await spectrumOf(await bytesOf(await resize(leaves, share, "linear"), 85));
    expect(isEnlarged(enlarged, original)).toBe(true);
    expect(isEnlarged(original, enlarged)).toBe(false);
  }
  for (const base of [leaves, await bytesOf(sharp(leaves).blur(0.7)), await bytesOf(sharp(leaves).blur(1.5))])
    for (const share of [0.75, 0.5, 0.25])
      for (const quality of [30, 80]) {
        const reduced = await spectrumOf(await bytesOf(await resize(base, share), quality));
        expect(isEnlarged(await spectrumOf(base), reduced)).toBe(false);
      }
});

test("nothing is said of sizes that are near each other, of blank pictures, and by what is no spectrum", async () => {
  const leaves = await drawLeaves(4);
  const original = await spectrumOf(leaves);
  const enlarged = await spectrumOf(await bytesOf(await resize(leaves, 2, "linear")));
  expect(isEnlarged(enlarged, original)).toBe(true);
  expect(isEnlarged({ ...enlarged, sidePx: original.sidePx * 1.1 }, original)).toBe(false);
  expect(isEnlarged({ ...enlarged, levels: "no" }, original)).toBe(false);
  const blank = await spectrumOf(
    await sharp({ create: { width: 300, height: 200, channels: 3, background: "#fff" } })
      .png()
      .toBuffer(),
  );
  expect(isEnlarged({ ...blank, sidePx: 600 }, blank)).toBe(false);
});

function levelsOf(width: number, height: number, data: Uint8Array): Float64Array | undefined {
  const spectrum = computeDetailSpectrum({ width, height, channels: 4, data });
  return spectrum && readLevels(spectrum);
}

test("a wave has its power at its frequency, in rows and in columns, and transparency is white", () => {
  const data = new Uint8Array(96 * 80 * 4);
  for (let at = 0; at < 96 * 80; at++) data.set([0, 0, 0, 127.5 + 100 * Math.cos((2 * Math.PI * 8 * (at % 96)) / 64)], at * 4);
  const across = levelsOf(96, 80, data);
  const turned = new Uint8Array(data.length);
  for (let at = 0; at < 96 * 80; at++) turned.set(data.subarray(at * 4, at * 4 + 4), (Math.floor(at / 96) + 80 * (at % 96)) * 4);
  const along = levelsOf(80, 96, turned);
  for (const levels of [across, along]) {
    expect(levels).toHaveLength(32);
    expect(levels?.indexOf(Math.max(...levels))).toBe(7);
    expect(levels?.[20]).toBeLessThan(0);
  }
  expect(computeDetailSpectrum({ width: 63, height: 400, channels: 3, data: new Uint8Array(63 * 400 * 3) })).toBeUndefined();
});
