import { setImmediate as nextTurn } from "node:timers/promises";
import { dotProduct } from "../vision/vector";

/**
 * [Note: Cutoff of a search]
 *
 * Cosines of a text and a picture that fits it lie in a range of the model's own (the checks'
 * starter-clip 0.09–0.60, CLIP about 0.2–0.35), and some pictures are near to every text. So a
 * picture's margin is asked for instead: how much nearer it is to this text than to everyday texts on
 * average, cos(text, picture) − cos(mean of the background set, picture). (T-norm of speaker
 * verification: Auckenthaler et al. 2000; conformity of CLIP's pictures: Levy and Gilboa, ICML 2025.)
 * What margin a fitting text has is learned from the library itself: its `level` is what the best of
 * the background texts reaches on a picture, at the 95th percentile over the library's pictures. A
 * picture fits a text from `levelShareMin` of the level on; when none does, nothing fits.
 *
 * For another picture, or a mix, a hit's cosine must be `spreadsMin` spreads of the library's own
 * cosines above what the library has on average: there is no text that nothing is like, so it only
 * cuts the tail. Both rules stay the same under any shift and stretch of a model's cosines.
 *
 * Measured by `npm run eval -- FOLDER --only cutoff`, 1,195 captions and 80 labels of COCO in a library
 * of 239 COCO and 100 ImageNet pictures, starter-clip (which was trained on these pictures: ceilings),
 * and the same embeddings with a modality gap of 0.5 and with noise.
 */
export type Calibration = {
  /** The mean of the background texts' unit embeddings. */
  background: Float32Array;
  /** The margin that a fitting text has. */
  level: number;
  /** The mean of the pictures' unit embeddings. */
  mean: Float32Array;
  /** Standard deviation of the cosines of one picture to the others, on average. */
  spread: number;
};

const levelPercentile = 0.95;
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
  const [background, mean] = [meanOf(texts), meanOf(pictures)];
  const columns = pictures.filter((_, index) => index % Math.ceil(pictures.length / spreadColumnsMax) === 0);
  const tops: number[] = [];
  let spread = 0;
  let products = 0;
  for (const picture of pictures) {
    const centre = dotProduct(background, picture);
    tops.push(texts.reduce((top, text) => Math.max(top, dotProduct(text, picture) - centre), Number.NEGATIVE_INFINITY));
    const others = columns.filter((column) => column !== picture);
    spread += deviation(others.map((column) => dotProduct(column, picture))) / pictures.length;
    products += texts.length + others.length;
    if (products < productsPerTurn) continue;
    products = 0;
    await nextTurn();
  }
  tops.sort((a, b) => a - b);
  return { background, level: tops[Math.ceil(levelPercentile * tops.length) - 1] ?? 0, mean, spread };
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (vector[i] as number) / vectors.length;
  return sum;
}

function deviation(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
