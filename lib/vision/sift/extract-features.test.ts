import { expect, test } from "vitest";
import { type FeatureSpec, type LocalFeatures, mirrorFeatures } from "../local-features";
import { extractFeatures, extractSift, rootDescriptors } from "./extract-features";
import { drawBlobs, rearrange } from "./testing";

const spec: FeatureSpec = { widthPx: 512, heightPx: 512, featuresMax: 150, dimensions: 128 };
const width = 360;
const height = 250;
const picture = drawBlobs(width, height);

/** How many of `a` have one of `b` within half a pixel and 6 degrees whose descriptor differs in at most a tenth of the bits. */
function countSame(a: LocalFeatures, b: LocalFeatures): number {
  const length = a.descriptors.length / a.count;
  let same = 0;
  for (let i = 0; i < a.count; i++) {
    for (let j = 0; j < b.count; j++) {
      if (Math.hypot((a.x[i] as number) - (b.x[j] as number), (a.y[i] as number) - (b.y[j] as number)) > 0.5) continue;
      if (Math.cos((a.angle[i] as number) - (b.angle[j] as number)) < 0.995) continue;
      let bits = 0;
      for (let byte = 0; byte < length; byte++) {
        for (let rest = (a.descriptors[i * length + byte] as number) ^ (b.descriptors[j * length + byte] as number); rest; rest &= rest - 1)
          bits++;
      }
      if (bits <= 0.8 * length) {
        same++;
        break;
      }
    }
  }
  return same;
}

test("a blob is found in its middle, at its size", () => {
  const blob = { data: new Float32Array(120 * 100), widthPx: 120, heightPx: 100 };
  for (let y = 0; y < 100; y++) {
    for (let x = 0; x < 120; x++) blob.data[y * 120 + x] = 40 + 180 * Math.exp(-((x - 52.3) ** 2 + (y - 47.6) ** 2) / (2 * 6 * 6));
  }
  for (const doubled of [false, true]) {
    const { x, y, size } = extractSift(blob, { featuresMax: 1, doubled });
    expect(x[0]).toBeCloseTo(52.3, 0.5);
    expect(y[0]).toBeCloseTo(47.6, 0.5);
    expect((size[0] as number) / 12).toBeGreaterThan(0.85);
    expect((size[0] as number) / 12).toBeLessThan(1.15);
  }
});

test("at most as many features as asked for, within the picture, and the same ones every time", () => {
  const features = extractFeatures(picture, spec);
  expect(features.count).toBe(150);
  expect(features.descriptors.length).toBe(150 * 16);
  expect(Math.max(...features.x)).toBeLessThan(width);
  expect(Math.max(...features.y)).toBeLessThan(height);
  expect(Math.min(...features.angle)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...features.angle)).toBeLessThan(2 * Math.PI + 1e-6);
  extractFeatures(drawBlobs(100, 90, 5), spec);
  expect(extractFeatures(picture, spec)).toEqual(features);
  const few = extractFeatures(picture, { ...spec, featuresMax: 20 });
  expect(few.descriptors).toEqual(features.descriptors.slice(0, 20 * 16));
});

test("half of a descriptor's bits are set, but where directions are missing", () => {
  const { descriptors, count } = extractFeatures(picture, spec);
  let bits = 0;
  for (const byte of descriptors) for (let rest = byte; rest; rest &= rest - 1) bits++;
  expect(bits / count).toBeGreaterThan(55);
  expect(bits / count).toBeLessThanOrEqual(64);
});

test.each([128, 64] as const)("features of the mirrored picture are known without its pixels, with %i bits", (dimensions) => {
  const own = { ...spec, dimensions };
  const mirrored = extractFeatures(
    rearrange(picture, picture, (x, y) => [width - 1 - x, y]),
    own,
  );
  const features = extractFeatures(picture, own);
  expect(countSame(mirrorFeatures(features), mirrored)).toBeGreaterThan(0.85 * features.count);
  expect(countSame(features, mirrored)).toBeLessThan(10);
});

test("a picture doubled because it is small is mirrored alike", () => {
  const small = drawBlobs(211, 160, 2);
  const features = extractFeatures(small, spec);
  const mirrored = extractFeatures(
    rearrange(small, small, (x, y) => [210 - x, y]),
    spec,
  );
  expect(countSame(mirrorFeatures(features), mirrored)).toBeGreaterThan(0.75 * features.count);
});

const turns = [
  { degrees: 90, size: { widthPx: height, heightPx: width }, from: (x: number, y: number): [number, number] => [y, height - 1 - x] },
  {
    degrees: 180,
    size: { widthPx: width, heightPx: height },
    from: (x: number, y: number): [number, number] => [width - 1 - x, height - 1 - y],
  },
  { degrees: 270, size: { widthPx: height, heightPx: width }, from: (x: number, y: number): [number, number] => [width - 1 - y, x] },
];
test.each(turns)("a picture turned by $degrees degrees has the same features, turned", ({ degrees, size, from }) => {
  const features = extractFeatures(picture, spec);
  const turned = extractFeatures(rearrange(picture, size, from), spec);
  const back = {
    ...turned,
    x: turned.x.map((x, at) => from(x, turned.y[at] as number)[0]),
    y: turned.y.map((y, at) => from(turned.x[at] as number, y)[1]),
    angle: turned.angle.map((angle) => (angle + 2 * Math.PI - (degrees / 180) * Math.PI) % (2 * Math.PI)),
  };
  expect(countSame(features, back)).toBeGreaterThan(0.8 * features.count);
});

test("tiny and flat pictures have no features", () => {
  for (const [widthPx, heightPx] of [
    [1, 1],
    [15, 400],
    [400, 3],
  ] as const) {
    expect(extractFeatures(drawBlobs(widthPx, heightPx), spec).count).toBe(0);
  }
  const flat = { data: new Uint8Array(200 * 100).fill(128), widthPx: 200, heightPx: 100 };
  const features = extractFeatures(flat, spec);
  expect(features).toMatchObject({ count: 0, widthPx: 200, heightPx: 100 });
  expect(mirrorFeatures(features).count).toBe(0);
  expect(extractFeatures(drawBlobs(16, 16), spec).count).toBeLessThan(150);
});

test("8-bit and float luminance give the same features", () => {
  const bytes = Uint8Array.from(picture.data);
  expect(extractFeatures({ ...picture, data: bytes }, spec)).toEqual(extractFeatures({ ...picture, data: Float32Array.from(bytes) }, spec));
});

test("root descriptors have unit length, and none for nothing", () => {
  const { numbers, count } = extractSift(picture, { featuresMax: 10 });
  const roots = rootDescriptors(numbers);
  for (let i = 0; i < count; i++) {
    const length = roots.subarray(128 * i, 128 * (i + 1)).reduce((sum, value) => sum + value * value, 0);
    expect(length).toBeCloseTo(1, 4);
  }
  expect(rootDescriptors(new Float32Array(128))).toEqual(new Float32Array(128));
});
