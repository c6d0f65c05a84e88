import { dotProduct } from "../vision/vector";
import type { Calibration } from "./compute-calibration";
import type { Neighbor } from "./queries";

/**
 * Share of the library's level from which a picture fits a text. Learned on one half of the captions
 * it came out at 0.56–0.58 for a loss of 2 % of fitting captions; taken lower, since the same model's
 * embeddings with a modality gap or noise want 0.47–0.56, and single words 0.4. Figures in
 * [Note: Cutoff of a search].
 */
export const levelShareMin = 0.5;

/**
 * Spreads above the library's average from which a picture is like another. Measured on 102 COCO
 * pictures that share half of their labels with another one: 17 of 338 pictures kept, with 0.79 of
 * those alike, in the model's own range and with a modality gap of 0.6 alike.
 */
export const spreadsMin = 2;

/** What is asked with: one text, or a picture or a mix. */
export type Asked = "text" | "mix";

/**
 * Leaves out those that do not fit, of the nearest pictures in order. Where nothing fits a text, the
 * `nearestCount` nearest are given all the same, and `nothingFits` says so. Without a calibration (a
 * small library, or none yet) all are kept. [Note: Cutoff of a search]
 */
export function cutTail(
  found: readonly Neighbor[],
  calibration: Calibration | undefined,
  asked: { kind: Asked; vector: Float32Array },
  nearestCount: number,
): { neighbors: Neighbor[]; nothingFits: boolean } {
  if (!calibration || found.length === 0) return { neighbors: [...found], nothingFits: false };
  if (asked.kind === "mix") {
    const similarityMin = dotProduct(calibration.mean, asked.vector) + spreadsMin * calibration.spread;
    return { neighbors: found.filter(({ similarity }) => similarity >= similarityMin), nothingFits: false };
  }
  const marginMin = levelShareMin * calibration.level;
  const neighbors = found.filter(({ similarity, background }) => similarity - (background ?? 0) >= marginMin);
  return neighbors.length > 0 ? { neighbors, nothingFits: false } : { neighbors: found.slice(0, nearestCount), nothingFits: true };
}
