import { expect, test } from "vitest";
import { computeNorm, cosineSimilarity, dotProduct, normalizeVector, sumVectors } from "@/lib/vision/vector";

const vector = (...values: number[]) => Float32Array.from(values);

test("a normalized vector has length one and the same direction", () => {
  const unit = normalizeVector(vector(3, 4));
  expect(unit && computeNorm(unit)).toBeCloseTo(1, 6);
  expect(unit && [...unit]).toEqual([expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)]);
});

test("a vector below the norm floor, of zeros or with NaN has no direction", () => {
  expect(normalizeVector(vector(0.01, 0.01), 0.05)).toBeUndefined();
  expect(normalizeVector(vector(0, 0))).toBeUndefined();
  expect(normalizeVector(vector(Number.NaN, 1))).toBeUndefined();
});

test("cosine similarity is 1 for the same direction, -1 for the opposite one, 0 for zeros", () => {
  expect(cosineSimilarity(vector(1, 2), vector(2, 4))).toBeCloseTo(1, 6);
  expect(cosineSimilarity(vector(1, 0), vector(-1, 0))).toBe(-1);
  expect(cosineSimilarity(vector(0, 0), vector(1, 0))).toBe(0);
});

test("vectors of different lengths are refused", () => {
  expect(() => dotProduct(vector(1), vector(1, 2))).toThrow(RangeError);
});

test("a weighted sum has length one, and none when the parts cancel out", () => {
  const sum = sumVectors([
    { vector: vector(1, 0), weight: 3 },
    { vector: vector(0, 1), weight: -4 },
  ]);
  expect(sum && [...sum]).toEqual([expect.closeTo(0.6, 6), expect.closeTo(-0.8, 6)]);
  const opposite = [vector(1, 0), vector(-1, 0)].map((one) => ({ vector: one, weight: 2 }));
  expect(sumVectors(opposite)).toBeUndefined();
  expect(() => sumVectors([1, 2].map((length) => ({ vector: new Float32Array(length), weight: 1 })))).toThrow(RangeError);
});
