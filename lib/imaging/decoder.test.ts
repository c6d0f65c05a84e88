import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { crc32 } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DecodedImage, Decoder } from "./decoder";
import type { TensorSpec } from "./tensor-spec";
import { openTestDecoder } from "./testing";

let folder: string;
let decoder: Decoder;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "magpie-decoder-"));
  decoder = openTestDecoder();
});

afterAll(async () => {
  await decoder.close();
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;
function save(bytes: Uint8Array | string): string {
  const file = path.join(folder, `${++files}[page=1] ünï.bin`);
  writeFileSync(file, bytes);
  return file;
}

const spec: TensorSpec = { shortestSidePx: 32, width: 32, height: 32, resample: "bicubic", mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
const everything = { exif: true, thumbnails: true, perceptualHash: true, tensor: spec };
const decode = (bytes: Uint8Array | string, want = everything): Promise<DecodedImage> => decoder.decode({ path: save(bytes), want });

/** Left half red, right half blue, a white square at the top left. */
function drawFlag(width = 240, height = 160): Sharp {
  return sharp(
    Buffer.from(
      `<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="#c02020"/><rect x="50%" width="50%" height="100%" fill="#2020c0"/><rect x="10" y="10" width="60" height="40" fill="#fff"/></svg>`,
    ),
  ).removeAlpha();
}

async function pixelAt(image: Uint8Array, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(image).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
  return [...data.subarray(at, at + 3)];
}

function expectNear(actual: number[], expected: number[], tolerance: number): void {
  for (const [at, value] of expected.entries())
    expect(Math.abs((actual[at] ?? -1_000) - value), `${actual} / ${expected}`).toBeLessThanOrEqual(tolerance);
}

test("every format sharp writes gives the same upright picture", async () => {
  const variants: Record<string, Buffer> = {
    "image/jpeg": await drawFlag().jpeg({ quality: 95 }).toBuffer(),
    "image/png": await drawFlag().png().toBuffer(),
    "image/webp": await drawFlag().webp({ quality: 95 }).toBuffer(),
    "image/avif": await drawFlag().avif({ quality: 90, effort: 0 }).toBuffer(),
    "image/gif": await drawFlag().gif().toBuffer(),
    "image/tiff": await drawFlag().tiff().toBuffer(),
  };
  for (const [type, bytes] of Object.entries(variants)) {
    const image = await decode(bytes);
    expect(image, type).toMatchObject({ contentType: type, width: 240, height: 160, frames: 1 });
    const large = image.thumbnails?.large ?? new Uint8Array();
    expectNear(await pixelAt(large, 0.2, 0.8), [192, 32, 32], 12);
    expectNear(await pixelAt(large, 0.8, 0.5), [32, 32, 192], 12);
    expect(image.tensor).toHaveLength(3 * 32 * 32);
    expect(image.perceptualHash?.hash64).toHaveLength(64);
    expect(image.thumbnails?.thumbhash.length).toBeGreaterThan(4);
  }
});

test("grey, 16-bit, CMYK, transparent and progressive pictures come out in sRGB", async () => {
  const flag = await drawFlag().png().toBuffer();
  const variants = [
    await sharp(flag).toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer(),
    await sharp(flag).toColourspace("rgb16").png().toBuffer(),
    await sharp(flag).jpeg({ progressive: true, quality: 95 }).toBuffer(),
    await sharp(flag).png({ palette: true }).toBuffer(),
    await sharp(flag).toColourspace("cmyk").tiff().toBuffer(),
  ];
  for (const bytes of variants) {
    const large = (await decode(bytes)).thumbnails?.large ?? new Uint8Array();
    expectNear(await pixelAt(large, 0.2, 0.8), [192, 32, 32], 30);
    expectNear(await pixelAt(large, 0.8, 0.5), [32, 32, 192], 70);
  }
  const grey = (await decode(await sharp(flag).greyscale().png().toBuffer())).thumbnails?.large ?? new Uint8Array();
  const [red, green] = await pixelAt(grey, 0.2, 0.8);
  expect(red).toBe(green);
  const clear = await sharp({ create: { width: 60, height: 60, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .png()
    .toBuffer();
  expectNear(await pixelAt((await decode(clear)).thumbnails?.large ?? new Uint8Array(), 0.5, 0.5), [255, 255, 255], 2);
});

test("a colour profile is converted to sRGB", async () => {
  const red = sharp({ create: { width: 64, height: 64, channels: 3, background: { r: 200, g: 40, b: 60 } } });
  const image = await decode(await red.withIccProfile("p3").png().toBuffer());
  expectNear(await pixelAt(image.thumbnails?.large ?? new Uint8Array(), 0.5, 0.5), [200, 40, 60], 4);
});

test("all eight EXIF orientations give the same upright picture", async () => {
  const upright = await drawFlag().png().toBuffer();
  const quarter = async (degrees: number) => sharp(await sharp(upright).rotate(degrees).png().toBuffer());
  const stored: Record<number, Sharp> = {
    1: sharp(upright),
    2: sharp(upright).flop(),
    3: await quarter(180),
    4: sharp(upright).flip(),
    5: (await quarter(90)).flop(),
    6: await quarter(270),
    7: (await quarter(270)).flop(),
    8: await quarter(90),
  };
  for (const [orientation, image] of Object.entries(stored)) {
    const bytes = await image
      .withMetadata({ orientation: Number(orientation) })
      .jpeg({ quality: 95 })
      .toBuffer();
    const decoded = await decode(bytes);
    expect(decoded, orientation).toMatchObject({ width: 240, height: 160, exif: { orientation: Number(orientation) } });
    const large = decoded.thumbnails?.large ?? new Uint8Array();
    expectNear(await pixelAt(large, 0.15, 0.2), [255, 255, 255], 12);
    expectNear(await pixelAt(large, 0.15, 0.8), [192, 32, 32], 12);
  }
});

test("thumbnails have two sizes and never grow", async () => {
  const image = await decode(await drawFlag(3_000, 2_000).jpeg().toBuffer());
  const size = async (bytes?: Uint8Array) => sharp(bytes).metadata();
  expect(await size(image.thumbnails?.small)).toMatchObject({ format: "jpeg", width: 600, height: 400 });
  expect(await size(image.thumbnails?.large)).toMatchObject({ format: "jpeg", width: 1_600, height: 1_067 });
  const little = await decode(await drawFlag(100, 80).png().toBuffer());
  expect(await size(little.thumbnails?.small)).toMatchObject({ width: 100, height: 80 });
  const panorama = await decode(await drawFlag(9_000, 90).png().toBuffer());
  expect(panorama.tensor).toHaveLength(3 * 32 * 32);
});

test("the tensor of a part of a picture is that of the part alone, also of a small one of a large picture", async () => {
  const left = { left: 0.1, top: 0.5, width: 0.3, height: 0.4 };
  const large = await drawFlag(4_800, 3_200).jpeg().toBuffer();
  for (const region of [left, { left: 0.98, top: 0.98, width: 0.02, height: 0.02 }]) {
    const { tensor } = await decoder.decode({ path: save(large), want: { tensor: spec, region } });
    const [red = 0, blue = 0] = [tensor?.[500], tensor?.[2 * 32 * 32 + 500]];
    expect(red > blue).toBe(region === left);
    expect(tensor?.length).toBe(3 * 32 * 32);
  }
});

test("a thumbnail of any size is made on demand", async () => {
  const file = save(await drawFlag().png().toBuffer());
  for (const format of ["jpeg", "webp", "avif"] as const) {
    const metadata = await sharp(await decoder.thumbnail(file, { sizePx: 64, format })).metadata();
    expect(metadata).toMatchObject({ format: format === "avif" ? "heif" : format, width: 64 });
  }
  await expect(decoder.thumbnail(file, { sizePx: 4_000, format: "webp" })).rejects.toMatchObject({ code: "invalid-input" });
});

function makePngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(33);
  Buffer.from("89504e470d0a1a0a0000000d49484452", "hex").copy(header);
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  header.set([8, 2, 0, 0, 0], 24);
  header.writeUInt32BE(crc32(header.subarray(12, 29)), 29);
  return header;
}

function makeGif(frames: number): Buffer {
  const head = Buffer.from("47494638396101000100800000ffffff000000", "hex");
  const frame = Buffer.from("2c000000000100010000020244010 0".replace(" ", ""), "hex");
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
}

test("a refusal names its reason", async () => {
  const flag = await drawFlag(1_200, 800).jpeg().toBuffer();
  const png = await drawFlag().png().toBuffer();
  const cases: [Uint8Array | string, string, RegExp][] = [
    ["", "undecodable", /empty/],
    ["not a picture", "type-not-allowed", /not a picture/],
    ['<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>', "type-not-allowed", /SVG/],
    ["%PDF-1.4", "type-not-allowed", /PDF/],
    [flag.subarray(0, flag.length / 2), "undecodable", /cut off/],
    [png.subarray(0, png.length / 2), "undecodable", /cut off/],
    [Buffer.concat([png.subarray(0, 60), Buffer.alloc(400, 7)]), "undecodable", /damaged|cut off/],
    [Buffer.concat([makePngHeader(16_384, 16_384), png.subarray(33)]), "decode-limit", /268 million pixels \(16384 × 16384\)/],
    [makeGif(10_000), "decode-limit", /10000 frames/],
    [Buffer.from("424d00000000000000003600000028000000c0270900808403000100180000000000", "hex"), "undecodable", /cut off/],
  ];
  for (const [bytes, code, reason] of cases) {
    await expect(decode(bytes), String(reason)).rejects.toMatchObject({ code, message: expect.stringMatching(reason) });
  }
  await expect(decoder.decode({ path: path.join(folder, "gone"), want: {} })).rejects.toMatchObject({ code: "not-found" });
  await expect(decoder.decode({ path: folder, want: {} })).rejects.toMatchObject({ code: "type-not-allowed" });
});

test("of an animation the first frame counts, and all are counted", async () => {
  const frames = await Promise.all(
    ["#ff0000", "#00ff00", "#0000ff"].map((background) =>
      sharp({ create: { width: 32, height: 32, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const gif = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  const image = await decode(gif);
  expect(image).toMatchObject({ width: 32, height: 32, frames: 3 });
  expectNear(await pixelAt(image.thumbnails?.large ?? new Uint8Array(), 0.5, 0.5), [254, 0, 0], 6);
});

test("a picture that takes too long or too much memory ends alone", async () => {
  const heavy = await sharp({ create: { width: 9_000, height: 9_000, channels: 3, background: "#345678" } })
    .png({ progressive: true, compressionLevel: 1 })
    .toBuffer();
  const small = await drawFlag().png().toBuffer();
  const slow = openTestDecoder({ bounds: { timeoutMs: 800, memoryMb: 4_000 } });
  const hungry = openTestDecoder({ bounds: { timeoutMs: 20_000, memoryMb: 180 } });
  try {
    const [late, quick] = await Promise.allSettled([
      slow.decode({ path: save(heavy), want: { ...everything, pixelDigest: true } }),
      slow.decode({ path: save(small), want: { exif: true } }),
    ]);
    expect(late).toMatchObject({ reason: { code: "decode-limit", message: expect.stringContaining("0.8 seconds") } });
    expect(quick.status).toBe("fulfilled");
    await expect(hungry.decode({ path: save(heavy), want: everything })).rejects.toMatchObject({
      code: "decode-limit",
      message: expect.stringContaining("memory"),
    });
    await expect(hungry.decode({ path: save(small), want: { exif: true } })).resolves.toMatchObject({ width: 240 });
  } finally {
    await Promise.all([slow.close(), hungry.close()]);
  }
});

const standIn = `
process.on("message", (job) => {
  const name = job.path;
  if (name === "crash") process.kill(process.pid, "SIGSEGV");
  else if (name === "exit") process.exit(3);
  else if (name === "env") process.send({ kind: "done", result: Object.keys(process.env) });
  else setTimeout(() => process.send({ kind: "done", result: process.pid }), 20);
});
process.on("disconnect", () => process.exit(0));
process.send({ kind: "ready" });
`;

/** What the stand-in answers: its process id, or the names of its settings. */
const askStandIn = (pool: Decoder, name: string) => pool.thumbnail(name, { sizePx: 16, format: "jpeg" }) as Promise<unknown>;

test("a crash fails its own picture only; children are replaced, kept for some pictures and get no settings", async () => {
  const entry = path.join(folder, "child.mjs");
  writeFileSync(entry, standIn);
  const pool = openTestDecoder({ entry, bounds: { jobsPerChildMax: 3, queueMax: 20 } });
  const ask = (name: string) => askStandIn(pool, name);
  try {
    const results = await Promise.allSettled(["a", "crash", "b", "exit", "c", "d", "crash", "e"].map(ask));
    expect(results.map((result) => result.status === "fulfilled" || result.reason.code)).toEqual([
      true,
      "undecodable",
      true,
      "unavailable",
      true,
      true,
      "undecodable",
      true,
    ]);
    const pids = await Promise.all(Array.from({ length: 12 }, (_, at) => ask(String(at))));
    const counts = pids.map((pid) => pids.filter((other) => other === pid).length);
    expect(Math.max(...counts)).toBeLessThanOrEqual(3);
    process.env.MAGPIE_TEST_SECRET = "hidden";
    expect(await ask("env")).not.toContain("MAGPIE_TEST_SECRET");
    const flood = await Promise.allSettled(Array.from({ length: 30 }, () => ask("x")));
    expect(flood.filter((result) => result.status === "rejected" && result.reason.code === "unavailable")).toHaveLength(8);
  } finally {
    delete process.env.MAGPIE_TEST_SECRET;
    await pool.close();
  }
  await expect(ask("late")).rejects.toMatchObject({ code: "unavailable" });
});

test("of the children that a burst needed one is kept once it is quiet", async () => {
  const entry = path.join(folder, "child.mjs");
  writeFileSync(entry, standIn);
  const pool = openTestDecoder({ entry, bounds: { idleMs: 50 } });
  const ask = (name: string) => askStandIn(pool, name);
  try {
    const pids = new Set(await Promise.all(["a", "b", "c"].map(ask)));
    const alive = () => [...pids].filter((pid) => existsSync(`/proc/${pid}`));
    expect(pids.size).toBeGreaterThan(1);
    await expect.poll(alive, { timeout: 60_000 }).toHaveLength(1);
    expect(pids).toContain(await ask("d"));
  } finally {
    await pool.close();
  }
});

test("closing ends what runs and what waits", async () => {
  const entry = path.join(folder, "child.mjs");
  writeFileSync(entry, standIn);
  const pool = openTestDecoder({ entry });
  const all = Promise.allSettled(Array.from({ length: 10 }, () => askStandIn(pool, "x")));
  await pool.close();
  for (const result of await all) expect(result).toMatchObject({ reason: { code: "unavailable" } });
});

test("this process and the sources it imports load no image library", () => {
  const sources = ["decoder.ts", "decoder-process.ts", "decoder-messages.ts", "sniff.ts", "tensor-spec.ts"];
  for (const source of sources) {
    const text = readFileSync(path.join(import.meta.dirname, source), "utf8");
    const values = [...text.matchAll(/^import (?!type)[^;]*? from "([^"]+)"/gms)].map((match) => match[1]);
    for (const value of values)
      expect(value).toMatch(/^(node:|@\/lib\/(errors|limits)|\.\/(decoder-process|decoder-messages|tensor-spec))/);
  }
});

const data = process.env.MAGPIE_DATA;

test.skipIf(!data)("HEIC files are decoded, with their profile, position and time (MAGPIE_DATA)", async () => {
  const file = path.join(data ?? "", "immich-assets/formats/heic/IMG_2682.heic");
  const image = await decoder.decode({ path: file, want: everything });
  expect(image).toMatchObject({ contentType: "image/heic", width: 4_032, height: 3_024 });
  expect(image.exif).toMatchObject({
    cameraModel: "iPhone 7",
    latitude: 41.2203,
    taken: { local: "2019-03-21T11:04:22", offsetMin: -300 },
  });
  expect(await sharp(image.thumbnails?.large).metadata()).toMatchObject({ width: 1_600, height: 1_200 });
});
