import { readFileSync } from "node:fs";
import path from "node:path";
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { computePerceptualHash, type PerceptualHash } from "./perceptual-hash";
import type { Raster } from "./raster";

/** A picture of `count` soft discs and bars; every seed gives another one. */
function drawPicture(seed: number, width = 900, height = 600): Sharp {
  let state = seed * 2_654_435_761 + 1;
  const random = (max: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32) * max;
  };
  const shapes = Array.from({ length: 25 }, () => {
    const fill = `hsl(${random(360)} 70% ${20 + random(60)}%)`;
    return random(2) < 1
      ? `<circle cx="${random(width)}" cy="${random(height)}" r="${20 + random(150)}" fill="${fill}"/>`
      : `<rect x="${random(width)}" y="${random(height)}" width="${20 + random(300)}" height="${20 + random(300)}" fill="${fill}"/>`;
  });
  return sharp(
    Buffer.from(`<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="#888"/>${shapes.join("")}</svg>`),
  );
}

async function rasterOf(image: Sharp): Promise<Raster> {
  const { data, info } = await image.removeAlpha().toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}

async function hashOf(image: Sharp): Promise<PerceptualHash> {
  const hash = await computePerceptualHash(await rasterOf(image));
  if (!hash) throw new Error("a picture with content has a hash");
  return hash;
}

function hammingDistance(a: string, b: string): number {
  return [...a].filter((bit, at) => bit !== b[at]).length;
}

const edits: Record<string, (image: Sharp) => Promise<Buffer>> = {
  "half the size": (image) => image.resize(450).png().toBuffer(),
  "a tenth of the size": (image) => image.resize(90).png().toBuffer(),
  "JPEG quality 50": (image) => image.jpeg({ quality: 50 }).toBuffer(),
  blurred: (image) => image.blur(3).png().toBuffer(),
  "cropped by 1 % on each side": (image) => image.extract({ left: 9, top: 6, width: 882, height: 588 }).png().toBuffer(),
};

test("copies stay near, other and mirrored pictures far", async () => {
  const hashes: PerceptualHash[] = [];
  for (let seed = 1; seed <= 12; seed++) {
    const original = await drawPicture(seed).png().toBuffer();
    const hash = await hashOf(sharp(original));
    expect(hash.hash64).toMatch(/^[01]{64}$/);
    expect(hash.hash256).toMatch(/^[01]{256}$/);
    for (const [name, edit] of Object.entries(edits)) {
      const copy = await hashOf(sharp(await edit(sharp(original))));
      expect(hammingDistance(hash.hash64, copy.hash64), `${name} of ${seed}`).toBeLessThanOrEqual(8);
      expect(hammingDistance(hash.hash256, copy.hash256), `${name} of ${seed}`).toBeLessThanOrEqual(40);
    }
    hashes.push(hash, await hashOf(sharp(original).flop()));
  }
  for (const [at, a] of hashes.entries()) {
    for (const b of hashes.slice(0, at)) {
      expect(hammingDistance(a.hash64, b.hash64)).toBeGreaterThan(8);
      expect(hammingDistance(a.hash256, b.hash256)).toBeGreaterThan(40);
    }
  }
});

test("flat pictures have no hash, so that they are not all near each other", async () => {
  for (const background of ["#000000", "#ffffff", "#7f8081"]) {
    const flat = sharp({ create: { width: 300, height: 200, channels: 3, background } });
    expect(await computePerceptualHash(await rasterOf(flat))).toBeUndefined();
  }
  const line = sharp(
    Buffer.from('<svg width="300" height="200"><rect width="100%" height="100%" fill="#fff"/><rect width="300" height="3"/></svg>'),
  );
  expect(await computePerceptualHash(await rasterOf(line))).toBeUndefined();
});

test.skipIf(!process.env.MAGPIE_DATA)("photographs are far apart (MAGPIE_DATA)", async () => {
  const folder = process.env.MAGPIE_DATA ?? "";
  const list = readFileSync(path.join(folder, "coco.jsonl"), "utf8").trim().split("\n").slice(0, 60);
  const hashes = await Promise.all(list.map((line) => hashOf(sharp(path.join(folder, (JSON.parse(line) as { path: string }).path)))));
  const distances = hashes.flatMap((a, at) => hashes.slice(0, at).map((b) => hammingDistance(a.hash256, b.hash256)));
  expect(Math.min(...distances)).toBeGreaterThan(80);
});
