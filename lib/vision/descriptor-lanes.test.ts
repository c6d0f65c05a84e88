import { expect, test } from "vitest";
import { laneDistance, toLanes } from "./descriptor-lanes";
import { HammingDistances } from "./hamming-distances";

const onesOf = (byte: number) => byte.toString(2).replaceAll("0", "").length;

test.each([8, 16] as const)("distances of %i bytes are the bits in which they differ, none to all", (bytesEach) => {
  const bytes = Uint8Array.from({ length: 60 * bytesEach }, (_, at) => (at * 167 + 13 * (at >> 4)) % 256);
  bytes.fill(0, 0, bytesEach);
  bytes.fill(255, bytesEach, 2 * bytesEach);
  const { data, lanes, count } = toLanes(bytes, bytesEach);
  const all = new HammingDistances();
  all.load(data, lanes);
  for (const i of [0, 1, 7, 59]) {
    const distances = all.measure(data, i, 0, count).slice();
    expect([...all.measure(data, i, 5, 12).subarray(0, 7)]).toEqual([...distances.subarray(5, 12)]);
    for (let j = 0; j < count; j++) {
      const [one, other] = [i, j].map((at) => bytes.subarray(at * bytesEach, (at + 1) * bytesEach)) as [Uint8Array, Uint8Array];
      const differing = one.reduce((sum, byte, at) => sum + onesOf(byte ^ (other[at] as number)), 0);
      expect(distances[j]).toBe(differing);
      expect(laneDistance(data, i, data, j, lanes)).toBe(differing);
    }
  }
});

test.each([8, 16] as const)("of descriptors of %i bytes those nearer than a bound are visited, and no others", (bytesEach) => {
  const bytes = Uint8Array.from({ length: 61 * bytesEach }, (_, at) => (at % bytesEach === 0 ? (at * 7) % 256 : at % 97 === 0 ? 255 : 0));
  const { data, lanes, count } = toLanes(bytes, bytesEach);
  const all = new HammingDistances();
  all.load(data, lanes);
  for (const range of [
    { from: 0, to: count },
    { from: 3, to: 18 },
    { from: 60, to: 61 },
    { from: 5, to: 5 },
  ]) {
    for (const below of [1, 4, 6, 32, 128]) {
      const found: [number, number][] = [];
      all.visitNear(data, 2, range, below, (place, distance) => found.push([place, distance]));
      const each = Array.from({ length: range.to - range.from }, (_, at) => range.from + at);
      expect(found).toEqual(each.map((j) => [j, laneDistance(data, 2, data, j, lanes)]).filter(([, distance = 0]) => distance < below));
    }
  }
});
