import { v7 as uuidv7 } from "uuid";
import type { Db } from "../db/client";
import { encodeFeatures, type LocalFeatures } from "../vision/local-features";
import { createRandom } from "./learn-words";
import { insertTestImages } from "./testing-queries";

/** Features with random descriptors: no two of different seeds are alike. */
export function makeFeatures(seed: number, count = 40): LocalFeatures {
  const random = createRandom(seed * 7_919 + 1);
  const place = () => Float32Array.from({ length: count }, () => random() * 500);
  return {
    widthPx: 512,
    heightPx: 512,
    count,
    x: place(),
    y: place(),
    size: new Float32Array(count).fill(4),
    angle: new Float32Array(count),
    descriptors: Uint8Array.from({ length: count * 16 }, () => random() * 256),
  };
}

/** The same features as another photograph would have them: some bits of each descriptor are otherwise, and some features are others. */
export function disturbFeatures(features: LocalFeatures, seed: number, { bits = 12, lost = 0.5 } = {}): LocalFeatures {
  const random = createRandom(seed);
  const descriptors = features.descriptors.slice();
  for (let i = 0; i < features.count; i++) {
    if (random() < lost) for (let byte = 0; byte < 16; byte++) descriptors[i * 16 + byte] = random() * 256;
    for (let flip = 0; flip < bits; flip++) {
      const at = i * 16 + Math.floor(random() * 16);
      descriptors[at] = (descriptors[at] as number) ^ (1 << Math.floor(random() * 8));
    }
  }
  return { ...features, descriptors };
}

/** Inserts bare images with kept features, many at once; gives their ids. */
export async function insertFeatured(
  db: Db,
  owner: { userId: string; collectionId: string },
  profile: string,
  features: readonly LocalFeatures[],
): Promise<string[]> {
  const rows = features.map((one) => ({ id: uuidv7(), data: Buffer.from(encodeFeatures(one)) }));
  for (let from = 0; from < rows.length; from += 200) await insertTestImages(db, owner, profile, rows.slice(from, from + 200));
  return rows.map(({ id }) => id);
}
