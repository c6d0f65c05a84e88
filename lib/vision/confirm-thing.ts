import { compareBlocks } from "./compare-blocks";
import { estimateHomography } from "./estimate-homography";
import type { LocalFeatures } from "./local-features";
import { matchFeatures } from "./match-features";
import { mapPoint, multiply, type Point, scaling } from "./matrix";
import { mapCorners, pairPoints } from "./point-pairs";
import { layFrame, shareFrame } from "./share-frame";
import type { GreyPixels } from "./warp-grey";

/** A thing found in a photograph: the quadrilateral of its picture's corners, clockwise from the upper left one, in the photograph's unit square (it may reach beyond). */
export type ThingEvidence = {
  inliers: number;
  /** Share of the textured blocks that correlate after warping. */
  similarity: number;
  quadrilateral: [Point, Point, Point, Point];
};

/** A picture with what is compared of it; its pixels are asked for only when geometry says that it is worth it. */
export type ComparedPicture = { features: LocalFeatures; pixels: () => Promise<GreyPixels> };

/**
 * Either is enough: the rule of a trial with 340 phone photographs by four cameras and 3,213 covers. With it, and with
 * features of our own, 60 photographs of 15 covers among 828 other pictures find all 60 (turned by a quarter 59);
 * where the cover is left out 2 of 60 find another one, which is in view; of 339 photographs of no cover none finds
 * one (`npm run eval -- covers`). The bounds below were chosen, not varied one by one.
 */
const rules = [
  { inliers: 12, similarity: 0.5 },
  { inliers: 40, similarity: 0.4 },
];
const correlationMin = 0.4;
const bounds = { placesMin: 8, tolerancePx: 5, triesMax: 300 };
const frame = { sidePx: 192 };
/** From this similarity on nothing is gained by laying the pictures on each other more exactly. */
const alignedSimilarity = 0.8;
const blocks = { sizePx: 12, textureMin: 0.2 };
const blocksMin = 12;
/** The same thing is looked for so many times in one photograph. */
const timesMax = 4;

/**
 * Finds where a photograph shows the thing of a picture: each time by a homography and by the
 * pixels after warping, the surest first. What belongs to a find is taken out before the next is
 * looked for.
 */
export async function confirmThing(query: ComparedPicture, candidate: ComparedPicture): Promise<ThingEvidence[]> {
  const found: ThingEvidence[] = [];
  const taken = new Uint8Array(query.features.count);
  for (let time = 0; time < timesMax; time++) {
    const matches = matchFeatures(candidate.features, query.features, taken);
    const pairs = pairPoints(candidate.features, query.features, matches);
    const estimate = estimateHomography(pairs, candidate.features, bounds);
    if (!estimate) break;
    const evidence = await compareThing(query, candidate, estimate.matrix, estimate.places);
    if (!evidence) break;
    found.push(evidence);
    for (const at of findFeaturesWithin(query.features, evidence.quadrilateral)) taken[at] = 1;
    for (const at of estimate.inliers) taken[matches.to[at] as number] = 1;
  }
  return found;
}

async function compareThing(
  query: ComparedPicture,
  candidate: ComparedPicture,
  matrix: number[],
  inliers: number,
): Promise<ThingEvidence | undefined> {
  if (inliers < Math.min(...rules.map((rule) => rule.inliers))) return undefined;
  const { features: from } = candidate;
  const { features: to } = query;
  const transform = multiply(scaling(1 / to.widthPx, 1 / to.heightPx), multiply(matrix, scaling(from.widthPx, from.heightPx)));
  const best = alignThing(await candidate.pixels(), await query.pixels(), transform);
  if (!best || !rules.some((rule) => inliers >= rule.inliers && best.similarity >= rule.similarity)) return undefined;
  return { inliers, similarity: best.similarity, quadrilateral: mapCorners(best.transform, 1, 1) };
}

/** Lays the picture on the photograph, the more exactly the less they agree. */
function alignThing(
  candidate: GreyPixels,
  query: GreyPixels,
  transform: number[],
): { transform: number[]; similarity: number } | undefined {
  const laid = layFrame(candidate, query, transform, frame.sidePx);
  if (!laid) return undefined;
  let best: { transform: number[]; similarity: number } | undefined;
  for (const reachesPx of [
    [2, 2],
    [4, 2],
  ]) {
    const shared = shareFrame(laid, reachesPx);
    const compared = compareBlocks(shared.a, shared.b, blocks);
    if (compared.length < blocksMin) continue;
    const similarity = compared.filter(({ correlation }) => correlation > correlationMin).length / compared.length;
    if (!best || similarity > best.similarity) best = { transform: shared.transform, similarity };
    if (similarity >= alignedSimilarity) break;
  }
  return best;
}

/** Features whose place lies in a convex quadrilateral. */
function findFeaturesWithin({ count, x, y, widthPx, heightPx }: LocalFeatures, corners: readonly Point[]): number[] {
  const places = corners.map((corner) => mapPoint(scaling(widthPx, heightPx), corner));
  return Array.from({ length: count }, (_, at) => at).filter((at) =>
    places.every(([fromX, fromY], side) => {
      const [toX, toY] = places[(side + 1) % 4] as Point;
      return (toX - fromX) * ((y[at] as number) - fromY) - (toY - fromY) * ((x[at] as number) - fromX) >= 0;
    }),
  );
}
