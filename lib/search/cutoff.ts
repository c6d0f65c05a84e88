import { countTellingWords } from "../images/words-query";
import { dotProduct } from "../vision/vector";
import { type Calibration, centre, normMin } from "./compute-calibration";
import type { Neighbor } from "./queries";

/**
 * Share of the library's level from which a picture fits a text of many words. For texts of any length
 * it loses little of captions alone: of 1,195 captions of COCO whose picture is there 1.7 % fit nothing,
 * 2.3 % with all cosines far above 0 and noise, 3.0 % with half of the numbers; learned on one half for a
 * loss of 2 % it came out at 0.60, which loses 3.5 % of the other half. But it lost 30 to 35 % of single words in
 * libraries of 50 pictures, 19 to 24 % of 85, 13 % of 150, 5 % of 339. [Note: Cutoff of a search]
 */
export const levelShareMin = 0.55;

/**
 * A text of up to so many words names something that may be small in a picture: it fits from the library's
 * `floor` on. A text of so many words, or more, says what a picture shows as a whole: it fits from
 * `levelShareMin` on; in between in equal steps. (Cosines of CLIP rise with what a text tells of the picture.)
 * Chosen on one half of 339 pictures, measured on the other with 6 libraries each of 25, 50, 85 and 150 and
 * one of all: of single words 0.6 to 1.4 % are lost, of two nouns none, of 3 to 6 words out of captions 0 to
 * 2.8 %, of two (often no nouns) 0.9 to 5.5 %, of captions at most 0.2 %; in four altered spaces of single
 * words at most 4.0 %, of captions 1.5 %. Rightly refused are 6 to 15 % of single words, 9 % of captions in
 * all 339, 18 to 58 % in fewer. Steps up to 7 words lost 4.8 % of pieces of 6 words in the first half.
 */
const shortWords = 3;
const longWords = 8;

/**
 * Share of the best from which others are left beside what fits, where `levelShareMin` would leave fewer.
 * Of 177 labels 3.6 hits are left on average of 339, 45 % of them with the label; with `levelShareMin` alone 3.3 and 46 %.
 */
export const bestLevelShareMin = 0.75;

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

/** What is asked with: one text of so many words that say something (`countTellingWords`), or a picture or a mix. */
export type Asked = { kind: "text"; words: number } | { kind: "mix" };

/** One text, by how much it says. */
export const asText = (text: string): Asked => ({ kind: "text", words: countTellingWords(text) });

/** A text that must be shown as surely as a caption is. */
export const asCaption: Asked = { kind: "text", words: longWords };

/**
 * Leaves out those that do not fit, of the nearest pictures in order. Where nothing fits a text or is like
 * a picture, the `nearestCount` nearest are given all the same, and `nothingFits` says so. Without a calibration (a
 * small library, or none yet) only what is far behind the best is left out. [Note: Cutoff of a search]
 */
export function cutTail(
  found: readonly Neighbor[],
  calibration: Calibration | undefined,
  asked: Asked & { vector: Float32Array },
  nearestCount: number,
): { neighbors: Neighbor[]; nothingFits: boolean } {
  if (!calibration || found.length === 0) return { neighbors: cutBehindBest(found), nothingFits: false };
  const closenessOf = makeCloseness(calibration, asked);
  const closeness = found.map(closenessOf);
  const leastOf = (least: number) => found.filter((_, index) => (closeness[index] as number) >= least);
  const nearest = { neighbors: found.slice(0, nearestCount), nothingFits: true };
  if (asked.kind === "mix") {
    const neighbors = leastOf(spreadsMin * calibration.spread);
    return neighbors.length > 0 ? { neighbors, nothingFits: false } : nearest;
  }
  const best = closeness.reduce((most, each) => Math.max(most, each), -1);
  if (best < fitMin(calibration, asked.words)) return nearest;
  return { neighbors: leastOf(Math.min(levelShareMin * calibration.level, bestLevelShareMin * best)), nothingFits: false };
}

function cutBehindBest(found: readonly Neighbor[]): Neighbor[] {
  const least = (found[0]?.similarity ?? 0) * bestShareMin;
  return found.filter(({ similarity }) => similarity > 0 && similarity >= least);
}

/** The centred cosine from which the best picture fits a text of so many words. */
export function fitMin({ level, floor }: Pick<Calibration, "level" | "floor">, words: number): number {
  const ofCaptions = levelShareMin * level;
  const ofWords = Math.min(floor, ofCaptions);
  const share = Math.min(1, Math.max(0, (words - shortWords) / (longWords - shortWords)));
  return ofWords + share * (ofCaptions - ofWords);
}

/** The centred cosine of a picture, from its inner products alone. */
function makeCloseness({ means }: Pick<Calibration, "means">, { kind, vector }: Pick<Asked, "kind"> & { vector: Float32Array }) {
  const origin = kind === "text" ? means.texts : means.pictures;
  const query = centre(vector, origin);
  const queryNorm = Math.sqrt(Math.max(0, dotProduct(vector, vector) - 2 * dotProduct(vector, origin) + dotProduct(origin, origin)));
  const [meanToQuery, meanToMean] = [dotProduct(means.pictures, query), dotProduct(means.pictures, means.pictures)];
  return ({ similarity, toTexts, toPictures }: Neighbor): number => {
    const norm = Math.sqrt(Math.max(0, 1 - 2 * (toPictures ?? 0) + meanToMean));
    if (norm < normMin || queryNorm < normMin) return 0;
    const toOrigin = (kind === "text" ? toTexts : toPictures) ?? 0;
    return ((similarity - toOrigin) / queryNorm - meanToQuery) / norm;
  };
}
