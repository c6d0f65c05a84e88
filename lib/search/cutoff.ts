import { dotProduct } from "../vision/vector";
import { type Calibration, centre, normMin } from "./compute-calibration";
import type { Neighbor } from "./queries";

/**
 * Share of the library's level from which a picture fits a text. Measured with 1,195 captions and 339
 * pictures: 1.7 % of captions whose picture is there fit nothing, 15 to 21 % of those whose picture is
 * not, though others like it may be; 2.3 % with all cosines far above 0 and noise, 3.0 % with half of
 * the numbers. Learned on one half for a loss of 2 % it came out at 0.60, which loses 3.5 % of the other
 * half. Of single words 9 % are lost. [Note: Cutoff of a search]
 */
export const levelShareMin = 0.55;

/**
 * Spreads of the library from which a picture is like another. Measured on 102 COCO pictures that share
 * half of their labels with others: 18 of 338 pictures remain, with 0.81 of those; the same with texts and
 * pictures moved apart, 17 with 0.79 under noise, 16 with 0.72 with half of the numbers. Half of the best
 * cosine left 17 with 0.77, and all 338 where they are moved apart.
 */
export const spreadsMin = 2;

/**
 * Share of the best cosine from which a picture is kept while there is no calibration: it cuts the
 * evident tail only, and nothing where cosines lie close together. Measured with 239 captions of COCO:
 * a caption's own picture was never below 0.73 of the best, and 11 of 239 pictures remained.
 */
const bestShareMin = 0.5;

/** What is asked with: one text, or a picture or a mix. */
export type Asked = "text" | "mix";

/**
 * Leaves out those that do not fit, of the nearest pictures in order. Where nothing fits a text, the
 * `nearestCount` nearest are given all the same, and `nothingFits` says so. Without a calibration (a
 * small library, or none yet) only what is far behind the best is left out. [Note: Cutoff of a search]
 */
export function cutTail(
  found: readonly Neighbor[],
  calibration: Calibration | undefined,
  asked: { kind: Asked; vector: Float32Array },
  nearestCount: number,
): { neighbors: Neighbor[]; nothingFits: boolean } {
  if (!calibration || found.length === 0) return { neighbors: cutBehindBest(found), nothingFits: false };
  const fitOf = makeFit(calibration, asked);
  const neighbors = found.filter((neighbor) => fitOf(neighbor) >= 1);
  if (asked.kind === "mix" || neighbors.length > 0) return { neighbors, nothingFits: false };
  return { neighbors: found.slice(0, nearestCount), nothingFits: true };
}

function cutBehindBest(found: readonly Neighbor[]): Neighbor[] {
  const least = (found[0]?.similarity ?? 0) * bestShareMin;
  return found.filter(({ similarity }) => similarity > 0 && similarity >= least);
}

/** How well a picture fits, from its inner products alone: 1 at the cutoff, higher is better. */
export function makeFit({ means, level, spread }: Calibration, { kind, vector }: { kind: Asked; vector: Float32Array }) {
  const [origin, fitMin] = kind === "text" ? [means.texts, levelShareMin * level] : [means.pictures, spreadsMin * spread];
  const query = centre(vector, origin);
  const queryNorm = Math.sqrt(Math.max(0, dotProduct(vector, vector) - 2 * dotProduct(vector, origin) + dotProduct(origin, origin)));
  const [meanToQuery, meanToMean] = [dotProduct(means.pictures, query), dotProduct(means.pictures, means.pictures)];
  return ({ similarity, toTexts, toPictures }: Neighbor): number => {
    const norm = Math.sqrt(Math.max(0, 1 - 2 * (toPictures ?? 0) + meanToMean));
    if (norm < normMin || queryNorm < normMin) return 0;
    const toOrigin = (kind === "text" ? toTexts : toPictures) ?? 0;
    return ((similarity - toOrigin) / queryNorm - meanToQuery) / norm / fitMin;
  };
}
