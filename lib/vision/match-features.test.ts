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

test("what looks like two features alike is left out where a ratio is asked for", () => {
  const one = randomDescriptors(1, 3);
  const twice = makeFeatures(Uint8Array.from([...disturb(one, 8), ...disturb(one, 9)]));
  expect(matchFeatures(makeFeatures(one), twice).count).toBe(1);
  expect(matchFeatures(makeFeatures(one), twice, { ratioMax: 0.8 }).count).toBe(0);
});

test("features that are taken are passed over", () => {
  const descriptors = randomDescriptors(20, 4);
  const taken = Uint8Array.from({ length: 20 }, (_, at) => at % 2);
  const matches = matchFeatures(makeFeatures(descriptors), makeFeatures(descriptors), { taken });
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
