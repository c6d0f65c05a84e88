import { expect, test } from "vitest";
import { seededRandom } from "@/e2e/fixtures/seeded-random";
import type { LocalFeatures } from "./local-features";
import { matchFeatures } from "./match-features";

function makeFeatures(descriptors: Uint8Array, bytesEach: 8 | 16 = 16): LocalFeatures {
  const count = descriptors.length / bytesEach;
  const list = () => new Float32Array(count);
  return { widthPx: 512, heightPx: 512, count, x: list(), y: list(), size: list(), angle: list(), descriptors };
}

function randomDescriptors(count: number, seed: number, bytesEach = 16): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: count * bytesEach }, () => Math.floor(random() * 256));
}

/** Flips `bits` bits of each descriptor. */
function disturb(descriptors: Uint8Array, bits: number, bytesEach = 16): Uint8Array {
  const changed = descriptors.slice();
  for (let start = 0; start < changed.length; start += bytesEach) {
    for (let bit = 0; bit < bits; bit++) {
      const at = start + ((bit * 5) % bytesEach);
      changed[at] = (changed[at] as number) ^ (1 << Math.floor((bit * 5) / bytesEach));
    }
  }
  return changed;
}

test.each([8, 16] as const)(
  "each of 200 features with %i bytes finds itself again with one bit of eight changed, and says how many bits",
  (bytesEach) => {
    const descriptors = randomDescriptors(200, 1, bytesEach);
    const bits = bytesEach;
    const reversed = makeFeatures(disturb(descriptors, bits, bytesEach), bytesEach);
    const matches = matchFeatures(makeFeatures(descriptors, bytesEach), reversed);
    expect(matches.count).toBe(200);
    expect([...matches.from]).toEqual([...matches.to]);
    expect(new Set(matches.distance)).toEqual(new Set([bits]));
  },
);

test("unrelated features do not match", () => {
  expect(matchFeatures(makeFeatures(randomDescriptors(100, 1)), makeFeatures(randomDescriptors(100, 2))).count).toBeLessThan(10);
});

test("a feature matches only what it is the nearest of, in both directions", () => {
  const one = randomDescriptors(1, 3);
  const twice = makeFeatures(Uint8Array.from([...disturb(one, 4), ...one]));
  const matches = matchFeatures(twice, makeFeatures(one));
  expect([...matches.from]).toEqual([1]);
});

test.each([8, 16] as const)(
  "of %i bytes each, the pairs are those that every distance says, the first of equally near ones",
  (bytesEach) => {
    const [a, b] = [randomDescriptors(90, 6, bytesEach), randomDescriptors(75, 7, bytesEach)];
    // Many of both are equal, and so equally near to others.
    const copy = (from: Uint8Array, place: number, to: Uint8Array, at: number) =>
      to.set(from.subarray(place * bytesEach, (place + 1) * bytesEach), at * bytesEach);
    for (let at = 0; at < 20; at++) copy(b, at, b, at + 40);
    for (let at = 0; at < 70; at++) copy(b, (at * 3) % 50, a, at);
    for (let at = 0; at < 70; at++) a[at * bytesEach] = (a[at * bytesEach] as number) & 0xf8;
    const bits = (i: number, j: number) => {
      let sum = 0;
      for (let byte = 0; byte < bytesEach; byte++)
        for (let left = (a[i * bytesEach + byte] as number) ^ (b[j * bytesEach + byte] as number); left > 0; left >>= 1) sum += left & 1;
      return sum;
    };
    const [rows, columns] = [[...Array(90).keys()], [...Array(75).keys()]];
    const nearestTo = (i: number) => columns.reduce((best, j) => (bits(i, j) < bits(i, best) ? j : best));
    const nearestFrom = (j: number) => rows.reduce((best, i) => (bits(i, j) < bits(best, j) ? i : best));
    const expected = rows.filter((i) => nearestFrom(nearestTo(i)) === i && bits(i, nearestTo(i)) <= 2.5 * bytesEach);
    const matches = matchFeatures(makeFeatures(a, bytesEach), makeFeatures(b, bytesEach));
    expect(expected.length).toBeGreaterThan(10);
    expect([...matches.from]).toEqual(expected);
    expect([...matches.to]).toEqual(expected.map(nearestTo));
    expect([...matches.distance]).toEqual(expected.map((i) => bits(i, nearestTo(i))));
  },
);

test("features that are taken are passed over", () => {
  const descriptors = randomDescriptors(20, 4);
  const taken = Uint8Array.from({ length: 20 }, (_, at) => at % 2);
  const matches = matchFeatures(makeFeatures(descriptors), makeFeatures(descriptors), taken);
  expect([...matches.to]).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
});

test("pictures without features, and descriptors of different lengths, have no matches", () => {
  const none = makeFeatures(new Uint8Array(0));
  const some = makeFeatures(randomDescriptors(20, 5));
  for (const [a, b] of [
    [none, none],
    [none, some],
    [some, none],
    [some, makeFeatures(randomDescriptors(20, 5, 8), 8)],
  ] as const) {
    expect(matchFeatures(a, b).count).toBe(0);
  }
});
