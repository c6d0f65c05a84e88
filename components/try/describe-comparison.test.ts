import { expect, test } from "vitest";
import { type ComparisonResult, describeComparison, listMeasures } from "./describe-comparison";

const size = { width: 640, height: 480 };
const result = (more: Partial<ComparisonResult>): ComparisonResult => ({
  cosineSimilarity: 0.5,
  hammingDistance: 30,
  hammingDistance256: 120,
  sameBytes: false,
  samePixels: false,
  a: size,
  b: size,
  ...more,
});

test("the surest thing that two pictures have in common is said", () => {
  expect(describeComparison(result({ sameBytes: true, samePixels: true }))).toMatch(/^They are the same file/);
  expect(describeComparison(result({ samePixels: true, hammingDistance: 0 }))).toMatch(/^They are the same picture/);
  expect(describeComparison(result({ hammingDistance: 3, hammingDistance256: 20 }))).toMatch(/^They are near duplicates/);
  expect(describeComparison(result({ hammingDistance: 3, hammingDistance256: 90 }))).toBe("They are two different pictures.");
  expect(describeComparison(result({ hammingDistance: null }))).toMatch(/too plain/);
});

test("what is not known is said as such", () => {
  const measures = Object.fromEntries(listMeasures(result({ sameBytes: null, hammingDistance: null, b: { width: 1, height: 2 } })));
  expect(measures).toMatchObject({ "Same bytes": "Not known", "Perceptual hash, 64 bits": "None", Pixels: "640 × 480 and 1 × 2" });
  expect(measures["Cosine similarity"]).toBe("0.5000");
});
