import { setImmediate as nextTurn } from "node:timers/promises";
import { dotProduct } from "../vision/vector";
import type { Means } from "./queries";

/**
 * [Note: Cutoff of a search] Cosines of a text and a picture that fits it lie in a range of the model's
 * own (the checks' starter-clip 0.09–0.60, CLIP about 0.15–0.35), since texts and pictures lie in cones of their own
 * (Liang et al., NeurIPS 2022), and some pictures are near to every text (Levy and Gilboa, ICML 2025).
 * So the cosine after centring is asked for: the mean of everyday texts is taken from the text, the mean
 * of the library's pictures from the picture. What a fitting text has of it is learned from the library
 * itself: its `level` is what the best of the background texts reaches on a picture, at the 95th
 * percentile over the library's pictures. (A cohort of others, as in score normalization of speaker
 * verification: Auckenthaler et al. 2000.) A picture fits a caption from `levelShareMin` of the level on;
 * when none does, nothing fits. A word reaches less, since it names one thing in a picture of many, and
 * less still where the library is small and has that thing only in a background. So a short text fits
 * nothing only when it is no nearer to the library than the lowest fifth of the background texts, its
 * `floor`, which falls with the library's size by itself.
 *
 * For another picture, or a mix, a hit's centred cosine must be `spreadsMin` of the spreads that the
 * library's pictures have among themselves. Where none has it, nothing is like it: in a library of 91
 * pictures so it is for 6 of 40 whole pictures and 8 to 18 of 40 parts of them.
 *
 * Measured by `npm run eval -- cutoff` on COCO's captions with starter-clip, which was trained on these
 * pictures (ceilings), with labels and pieces of captions in libraries of several sizes, and on the same embeddings moved, squeezed and with noise, where a fixed cosine
 * refuses all or nothing. For a loss of 2 % of fitting captions learned on the other half, of those whose
 * picture and all with one of its labels are left out it refuses 30 % (AUROC 0.80); the best cosine
 * 23 % (0.80), deviations of the library 9 % (0.62), of the background 24 % (0.72), a softmax over the
 * background 28 % (0.81).
 */
export type Calibration = {
  means: Means;
  /** The centred cosine that a fitting text has. */
  level: number;
  /** The best centred cosine that an everyday text has, at the lower fifth of them: below it are few texts, and fewer that fit. */
  floor: number;
  /** Standard deviation of the centred cosines of one picture to others, on average. */
  spread: number;
};

const levelPercentile = 0.95;
const floorPercentile = 0.2;
/** Pictures against which the spread is taken, of each. */
const spreadColumnsMax = 200;
/** Dot products before others get their turn: about 2 ms for 512 numbers. */
const productsPerTurn = 4_000;

/**
 * Computes what the cutoff of searches needs from unit embeddings of a sample of the library's
 * pictures and of the background texts, all of one length. Takes about 0.15 s for 500 pictures of 512
 * numbers, in turns of a few milliseconds. [Note: Cutoff of a search]
 */
export async function computeCalibration(pictures: readonly Float32Array[], texts: readonly Float32Array[]): Promise<Calibration> {
  const means = { texts: meanOf(texts), pictures: meanOf(pictures) };
  const centredTexts = texts.map((text) => centre(text, means.texts));
  const centredPictures = pictures.map((picture) => centre(picture, means.pictures));
  const columns = centredPictures.filter((_, index) => index % Math.ceil(pictures.length / spreadColumnsMax) === 0);
  const tops: number[] = [];
  const bests = texts.map(() => -1);
  let spread = 0;
  let products = 0;
  for (const picture of centredPictures) {
    const cosines = centredTexts.map((text) => dotProduct(text, picture));
    tops.push(cosines.reduce((top, cosine) => Math.max(top, cosine), -1));
    for (const [index, cosine] of cosines.entries()) bests[index] = Math.max(bests[index] as number, cosine);
    const others = columns.filter((column) => column !== picture);
    spread += deviation(others.map((column) => dotProduct(column, picture))) / pictures.length;
    products += texts.length + others.length;
    if (products < productsPerTurn) continue;
    products = 0;
    await nextTurn();
  }
  return { means, level: percentileOf(tops, levelPercentile), floor: percentileOf(bests, floorPercentile), spread };
}

function percentileOf(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? 0;
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (vector[i] as number) / vectors.length;
  return sum;
}

/** A vector without the mean, at unit length; all zero where nothing remains. */
export function centre(vector: Float32Array, mean: Float32Array): Float32Array {
  const rest = vector.map((value, i) => value - (mean[i] as number));
  const norm = Math.sqrt(dotProduct(rest, rest));
  return norm < normMin ? rest.fill(0) : rest.map((value) => value / norm);
}

/** What remains below this is rounding. */
export const normMin = 1e-4;

function deviation(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
