import { limits } from "../limits";
import type { LocalFeatures } from "./local-features";
import { MutualNearest } from "./mutual-nearest";

/** Which feature of one picture looks like which of another: `from[i]` of the first, `to[i]` of the second, `distance[i]` bits apart. */
export type FeatureMatches = { count: number; from: Uint16Array; to: Uint16Array; distance: Uint8Array };

/**
 * [Note: Distance of a match] Of two unrelated descriptors of 128 bits half differ, give or take
 * six. The bound is far from sharp: geometry throws out what is wrong, and a match that is missing
 * costs more than one that is wrong.
 */
const distanceMaxOf128 = 40;

const featuresMax = 65_535;

const none: FeatureMatches = { count: 0, from: new Uint16Array(0), to: new Uint16Array(0), distance: new Uint8Array(0) };

const mutual = new MutualNearest();

/**
 * Pairs of features that are each other's nearest by Hamming distance, not further apart than 40 of 128
 * bits (with 64 bits half of it); the nearest `limits.geometry.matchesMax` of them. Pictures of more than
 * 65,535 features are not matched. With descriptors of different lengths there are none. Features of the
 * second picture that are `taken` (1 each) are passed over, e.g. because they belong to a thing found before.
 */
export function matchFeatures(a: LocalFeatures, b: LocalFeatures, taken?: Uint8Array): FeatureMatches {
  const bytesEach = bytesOf(a);
  if (bytesEach === 0 || bytesEach !== bytesOf(b) || Math.max(a.count, b.count) > featuresMax) return none;
  const distanceMax = (distanceMaxOf128 * bytesEach) / 16;
  const { from, to, distance } = mutual.find(a.descriptors, b.descriptors, { bytesEach, distanceMax, taken });
  const { matchesMax } = limits.geometry;
  if (from.length <= matchesMax)
    return { count: from.length, from: Uint16Array.from(from), to: Uint16Array.from(to), distance: Uint8Array.from(distance) };
  const nearest = [...from.keys()].sort((one, other) => (distance[one] as number) - (distance[other] as number)).slice(0, matchesMax);
  return {
    count: matchesMax,
    from: Uint16Array.from(nearest, (at) => from[at] as number),
    to: Uint16Array.from(nearest, (at) => to[at] as number),
    distance: Uint8Array.from(nearest, (at) => distance[at] as number),
  };
}

function bytesOf({ descriptors, count }: LocalFeatures): 16 | 8 | 0 {
  const bytesEach = count === 0 ? 0 : descriptors.length / count;
  return bytesEach === 16 || bytesEach === 8 ? bytesEach : 0;
}
