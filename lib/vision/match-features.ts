import { limits } from "../limits";
import { toLanes } from "./descriptor-lanes";
import { HammingDistances } from "./hamming-distances";
import type { LocalFeatures } from "./local-features";

/** Which feature of one picture looks like which of another: `from[i]` of the first, `to[i]` of the second, `distance[i]` bits apart. */
export type FeatureMatches = { count: number; from: Uint16Array; to: Uint16Array; distance: Uint8Array };

export type MatchOptions = {
  /** Largest Hamming distance of a match, of 128 bits; with 64 bits half of it. */
  distanceMax?: number;
  /** A match is kept when its distance is at most this share of the distance to the second nearest. */
  ratioMax?: number;
  /** Features of the second picture that are passed over, e.g. because they belong to a thing found before: 1 each. */
  taken?: Uint8Array;
};

/**
 * [Note: Distance of a match] Of two unrelated descriptors of 128 bits half differ, give or take
 * six. The bound is far from sharp: geometry throws out what is wrong, and a match that is missing
 * costs more than one that is wrong.
 */
const distanceMaxOf128 = 40;

const featuresMax = 65_535;

/**
 * Pairs of features that are each other's nearest by Hamming distance, not further apart than
 * `distanceMax`; the nearest `limits.geometry.matchesMax` of them. Pictures of more than 65,535 features are not matched. With descriptors of
 * different lengths there are none.
 */
export function matchFeatures(a: LocalFeatures, b: LocalFeatures, options: MatchOptions = {}): FeatureMatches {
  const lanes = lanesOf(a);
  const none = { count: 0, from: new Uint16Array(0), to: new Uint16Array(0), distance: new Uint8Array(0) };
  if (lanes === 0 || lanes !== lanesOf(b) || Math.max(a.count, b.count) > featuresMax) return none;
  const nearest = findNearest(a, b, lanes, options.taken);
  const bits = lanes * 32;
  const distanceMax = options.distanceMax ?? (distanceMaxOf128 * bits) / 128;
  const ratioMax = options.ratioMax ?? 1;
  const { ofA, distanceOfA, secondOfA, ofB } = nearest;
  const kept: number[] = [];
  for (let from = 0; from < a.count; from++) {
    const distance = distanceOfA[from] as number;
    if (distance > distanceMax || distance > ratioMax * (secondOfA[from] as number)) continue;
    if (ofB[ofA[from] as number] === from) kept.push(from);
  }
  const { matchesMax } = limits.geometry;
  if (kept.length > matchesMax) {
    kept.sort((one, other) => (distanceOfA[one] as number) - (distanceOfA[other] as number));
    kept.length = matchesMax;
  }
  return {
    count: kept.length,
    from: Uint16Array.from(kept),
    to: Uint16Array.from(kept, (from) => ofA[from] as number),
    distance: Uint8Array.from(kept, (from) => distanceOfA[from] as number),
  };
}

function lanesOf({ descriptors, count }: LocalFeatures): number {
  return count === 0 ? 0 : Math.floor(descriptors.length / count / 4);
}

type Nearest = { ofA: Int32Array; distanceOfA: Uint8Array; secondOfA: Uint8Array; ofB: Int32Array };

const toAll = new HammingDistances();

function findNearest(a: LocalFeatures, b: LocalFeatures, lanes: number, taken?: Uint8Array): Nearest {
  const ofA = new Int32Array(a.count).fill(-1);
  const distanceOfA = new Uint8Array(a.count).fill(255);
  const secondOfA = new Uint8Array(a.count).fill(255);
  const ofB = new Int32Array(b.count).fill(-1);
  const distanceOfB = new Uint8Array(b.count).fill(255);
  const { data } = toLanes(a.descriptors, lanes * 4);
  toAll.load(toLanes(b.descriptors, lanes * 4).data, lanes);
  for (let from = 0; from < a.count; from++) {
    let best = 255;
    let second = 255;
    let bestAt = -1;
    const distances = toAll.measure(data, from, 0, b.count);
    for (let to = 0; to < b.count; to++) {
      const distance = distances[to] as number;
      if (distance >= second && distance >= (distanceOfB[to] as number)) continue;
      if (taken?.[to]) continue;
      if (distance < best) {
        second = best;
        best = distance;
        bestAt = to;
      } else if (distance < second) second = distance;
      if (distance < (distanceOfB[to] as number)) {
        distanceOfB[to] = distance;
        ofB[to] = from;
      }
    }
    ofA[from] = bestAt;
    distanceOfA[from] = best;
    secondOfA[from] = second;
  }
  return { ofA, distanceOfA, secondOfA, ofB };
}
