import { alignPictures, blockPx } from "./align-pictures";
import type { ComparedPicture } from "./confirm-thing";
import { type Estimate, estimateAffine } from "./estimate-affine";
import { explainChange } from "./explain-change";
import { alikeMin, judgeView } from "./judge-view";
import { type LocalFeatures, mirrorFeatures } from "./local-features";
import { matchFeatures } from "./match-features";
import { multiply, scaling } from "./matrix";
import { pairPoints } from "./point-pairs";
import { findReplacedWords } from "./replaced-words";

/** What geometry and the pixels after warping say about two pictures. */
export type ViewEvidence = {
  /** duplicate: one is made of the other; similar: another shot of the same, or too little in common to say. */
  verdict: "duplicate" | "similar";
  /** Features at different places that one map takes to each other. */
  inliers: number;
  /** Share of the smaller picture that the other one shows, too. */
  overlap: number;
  /** Share of the overlap's textured blocks that are alike. */
  agreement: number;
  /** Whether blocks differ because of something laid over one of the pictures: a watermark, a bar with text. */
  overlay: boolean;
  /** Where there is an overlay: which of the two it lies over; undefined where that cannot be told. */
  marked: "first" | "second" | undefined;
  /** Whether left and right are exchanged. */
  mirrored: boolean;
  /** 3 x 3, row by row: takes a place in the first picture's unit square to the second's. */
  transform: number[];
};

/** After a trial with 1,898 edited pairs (10 inliers there, an overlap of 0.6), not varied one by one. What they reach together: [Note: View thresholds]. */
const bounds = { placesMin: 8, tolerancePx: 3, anisotropyMax: 1.6 };
const blocksMin = 12;
const overlapMin = 0.6;
const similar = { overlap: 0.3, agreement: 0.4 };

/**
 * Compares two pictures by their features and, where one map joins enough of them, by their pixels
 * after warping, as they are and mirrored. Undefined where nothing says that they show the same.
 */
export async function confirmView(a: ComparedPicture, b: ComparedPicture): Promise<ViewEvidence | undefined> {
  let best: ViewEvidence | undefined;
  for (const mirrored of [false, true]) {
    const estimate = estimateView(a.features, b.features, mirrored);
    if (!estimate) continue;
    const toUnit = scaling(1 / b.features.widthPx, 1 / b.features.heightPx);
    const transform = multiply(toUnit, multiply(estimate.matrix, scaling(a.features.widthPx, a.features.heightPx)));
    const compared = await compareView(a, b, transform);
    if (!compared || compared.agreement <= (best?.agreement ?? 0)) continue;
    best = { ...compared, inliers: estimate.places, mirrored };
    if (best.verdict === "duplicate") break;
  }
  return best;
}

const mirroredOf = new WeakMap<LocalFeatures, LocalFeatures>();

/** Once for all candidates of a picture. */
function mirrorOnce(features: LocalFeatures): LocalFeatures {
  const mirrored = mirroredOf.get(features) ?? mirrorFeatures(features);
  mirroredOf.set(features, mirrored);
  return mirrored;
}

/** The map from the first picture to the second, as it is or mirrored. */
function estimateView(a: LocalFeatures, b: LocalFeatures, mirrored: boolean): Estimate | undefined {
  const from = mirrored ? mirrorOnce(a) : a;
  const estimate = estimateAffine(pairPoints(from, b, matchFeatures(from, b)), bounds);
  if (!estimate || !mirrored) return estimate;
  return { ...estimate, matrix: multiply(estimate.matrix, [-1, 0, a.widthPx, 0, 1, 0, 0, 0, 1]) };
}

type Comparison = Pick<ViewEvidence, "verdict" | "overlap" | "agreement" | "overlay" | "marked" | "transform">;

async function compareView(a: ComparedPicture, b: ComparedPicture, transform: number[]): Promise<Comparison | undefined> {
  const [one, other] = [await a.pixels(), await b.pixels()];
  const best = alignPictures(one, other, transform, blocksMin);
  if (!best || best.shared.overlap < similar.overlap) return undefined;
  const { shared, agreement, blocks } = best;
  const differing = blocks.filter(({ correlation }) => correlation <= alikeMin);
  const change = explainChange(shared.a, shared.b, differing, blockPx);
  const judged = judgeView(blocks, change, { ...shared.a, blockPx });
  const mayBeOne = judged.duplicate && shared.overlap >= overlapMin;
  const words = mayBeOne ? findReplacedWords(one, other, shared.transform) : undefined;
  const isOne = mayBeOne && words !== "sheet";
  const [verdict, overlay] = isOne ? (["duplicate", judged.overlay || words === "part"] as const) : (["similar", false] as const);
  // Lettering all over a picture with little texture of its own leaves few blocks alike.
  if (verdict === "similar" && agreement < similar.agreement) return undefined;
  return {
    verdict,
    overlap: shared.overlap,
    agreement,
    overlay,
    marked: overlay && !words ? change.marked : undefined,
    transform: shared.transform,
  };
}
