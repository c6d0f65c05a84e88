import { expect, test } from "vitest";
import { seededRandom } from "@/e2e/fixtures/seeded-random";
import { laneDistance } from "./descriptor-lanes";
import { NearestCentres } from "./nearest-centres";

/** Runs of many lengths: empty, shorter than a group, whole groups, and one more. */
const starts = Uint32Array.of(0, 1, 1, 16, 32, 49, 200);
const count = 200;

function makeDescriptors(lanes: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  return Int32Array.from({ length: count * lanes }, () => (random() * 2 ** 32) | 0);
}

/** All descriptors of a run with their distances to a query, nearest first, of equally near ones the first. */
function sortRun(queries: Int32Array, i: number, centres: Int32Array, lanes: number, run: number): (readonly [number, number])[] {
  const [from, to] = [starts[run] as number, starts[run + 1] as number];
  const places = Array.from({ length: to - from }, (_, at) => from + at);
  return places.map((place) => [place, laneDistance(queries, i, centres, place, lanes)] as const).sort((a, b) => a[1] - b[1]);
}

test.each([4, 2])("the nearest centre of each run is found, the first of equally near ones, in %i lanes", (lanes) => {
  const [queries, centres] = [makeDescriptors(lanes, 1), makeDescriptors(lanes, 2)];
  for (let lane = 0; lane < lanes; lane++) centres[9 * lanes + lane] = centres[5 * lanes + lane] as number;
  const nearest = new NearestCentres();
  nearest.load(centres, lanes, starts);
  for (const run of [0, 2, 3, 4, 5]) {
    for (let i = 0; i < 40; i++) expect(nearest.findNearest(queries, i, run)).toBe(sortRun(queries, i, centres, lanes, run)[0]?.[0]);
  }
  expect(nearest.findNearest(centres, 9, 2)).toBe(5);
});

test.each([4, 2])("all centres nearer than a bound that falls are visited in their order, and no others, in %i lanes", (lanes) => {
  const [queries, centres] = [makeDescriptors(lanes, 3), makeDescriptors(lanes, 4)];
  const nearest = new NearestCentres();
  nearest.load(centres, lanes, starts);
  for (const run of starts.keys()) {
    if (run === starts.length - 1) break;
    for (const bound of [1, 16 * lanes, Number.POSITIVE_INFINITY]) {
      const visited: (readonly [number, number])[] = [];
      let below = bound;
      const visit = (place: number, distance: number) => {
        visited.push([place, distance]);
        below = distance;
      };
      nearest.visitNear(queries, 7, run, () => below, visit);
      let least = bound;
      const inOrder = sortRun(queries, 7, centres, lanes, run).sort((a, b) => a[0] - b[0]);
      const expected = inOrder.filter(([, distance]) => {
        const isNearer = distance < least;
        if (isNearer) least = distance;
        return isNearer;
      });
      expect(visited).toEqual(expected);
    }
  }
});

test("centres that differ in every bit from what is asked are found, too", () => {
  const nearest = new NearestCentres();
  nearest.load(new Int32Array(8).fill(-1), 4, Uint32Array.of(0, 2));
  const visited: (readonly [number, number])[] = [];
  nearest.visitNear(
    new Int32Array(4),
    0,
    0,
    () => Number.POSITIVE_INFINITY,
    (place, distance) => visited.push([place, distance]),
  );
  expect(visited).toEqual([
    [0, 128],
    [1, 128],
  ]);
  expect(nearest.findNearest(new Int32Array(4), 0, 0)).toBe(0);
});

test("other centres take the place of those that were there, with more of them and other lanes", () => {
  const nearest = new NearestCentres();
  nearest.load(Int32Array.of(1, 2, 3, 4), 4, Uint32Array.of(0, 1));
  for (const lanes of [2, 4, 2]) {
    const [queries, centres] = [makeDescriptors(lanes, 5), makeDescriptors(lanes, 6)];
    nearest.load(centres, lanes, Uint32Array.of(0, count));
    const expected = Array.from({ length: count }, (_, place) => laneDistance(queries, 3, centres, place, lanes));
    expect(nearest.findNearest(queries, 3, 0)).toBe(expected.indexOf(Math.min(...expected)));
  }
});
