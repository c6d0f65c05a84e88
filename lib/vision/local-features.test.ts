import { expect, test } from "vitest";
import { seededRandom } from "@/e2e/fixtures/seeded-random";
import { decodeFeatures, encodeFeatures, type LocalFeatures, mirrorFeatures } from "./local-features";

function makeFeatures(count: number, descriptorBytes: 8 | 16): LocalFeatures {
  const random = seededRandom(count + 1);
  const list = (scale: number) => Float32Array.from({ length: count }, () => random() * scale);
  return {
    widthPx: 512,
    heightPx: 341,
    count,
    x: list(511),
    y: list(340),
    size: list(100).map((size) => size + 1),
    angle: list(2 * Math.PI),
    descriptors: Uint8Array.from({ length: count * descriptorBytes }, () => random() * 256),
  };
}

test.each([
  { count: 0, descriptorBytes: 16 },
  { count: 1, descriptorBytes: 16 },
  { count: 300, descriptorBytes: 16 },
  { count: 77, descriptorBytes: 8 },
] as const)("$count features with $descriptorBytes bytes each come back, as exact as they are kept", ({ count, descriptorBytes }) => {
  const features = makeFeatures(count, descriptorBytes);
  const bytes = encodeFeatures(features);
  expect(bytes.length).toBe(8 + count * (6 + descriptorBytes));
  const back = decodeFeatures(bytes);
  expect(back).toMatchObject({ widthPx: 512, heightPx: 341, count });
  expect(back.descriptors).toEqual(features.descriptors);
  for (let i = 0; i < count; i++) {
    expect(Math.abs((back.x[i] as number) - (features.x[i] as number))).toBeLessThanOrEqual(1 / 32);
    expect(Math.abs((back.y[i] as number) - (features.y[i] as number))).toBeLessThanOrEqual(1 / 32);
    expect(Math.abs(Math.log((back.size[i] as number) / (features.size[i] as number)))).toBeLessThan(0.015);
    expect(Math.cos((back.angle[i] as number) - (features.angle[i] as number))).toBeGreaterThan(0.9999);
    expect(back.angle[i]).toBeLessThan(2 * Math.PI);
  }
  expect(encodeFeatures(back)).toEqual(bytes);
});

test("bytes in the middle of others are read where they lie", () => {
  const bytes = encodeFeatures(makeFeatures(5, 16));
  const around = new Uint8Array(bytes.length + 14).fill(7);
  around.set(bytes, 3);
  expect(decodeFeatures(around.subarray(3, 3 + bytes.length))).toEqual(decodeFeatures(bytes));
});

test("damaged bytes are refused", () => {
  const bytes = encodeFeatures(makeFeatures(5, 16));
  const change = (at: number, value: number) => Uint8Array.from(bytes, (byte, index) => (index === at ? value : byte));
  expect(() => decodeFeatures(new Uint8Array())).toThrow(RangeError);
  expect(() => decodeFeatures(bytes.subarray(0, 7))).toThrow(RangeError);
  expect(() => decodeFeatures(bytes.subarray(0, -1))).toThrow(RangeError);
  expect(() => decodeFeatures(Uint8Array.from([...bytes, 0]))).toThrow(RangeError);
  expect(() => decodeFeatures(change(0, 2))).toThrow(RangeError);
  expect(() => decodeFeatures(change(1, 15))).toThrow(RangeError);
  expect(() => decodeFeatures(change(7, 1))).toThrow(RangeError);
  expect(() => decodeFeatures(change(9, 255))).toThrow(RangeError);
});

test("what cannot be kept is refused", () => {
  expect(() => encodeFeatures({ ...makeFeatures(1, 16), widthPx: 4_096 })).toThrow(RangeError);
});

test("mirrored twice, features are as before", () => {
  for (const descriptorBytes of [8, 16] as const) {
    const features = makeFeatures(20, descriptorBytes);
    const back = mirrorFeatures(mirrorFeatures(features));
    expect(back.descriptors).toEqual(features.descriptors);
    for (let i = 0; i < 20; i++) {
      expect(back.x[i]).toBeCloseTo(features.x[i] as number, 3);
      expect(Math.cos((back.angle[i] as number) - (features.angle[i] as number))).toBeCloseTo(1, 5);
    }
  }
});
