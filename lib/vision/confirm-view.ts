import { compareBlocks } from "./compare-blocks";
import type { ComparedPicture } from "./confirm-thing";
import { type Estimate, estimateAffine } from "./estimate-affine";
import { type LocalFeatures, mirrorFeatures } from "./local-features";
import { matchFeatures } from "./match-features";
import { multiply, scaling } from "./matrix";
import { pairPoints } from "./point-pairs";
import { type SharedFrame, shareFrame } from "./share-frame";

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
  /** Whether left and right are exchanged. */
  mirrored: boolean;
  /** 3 x 3, row by row: takes a place in the first picture's unit square to the second's. */
  transform: number[];
};

const bounds = { placesMin: 8, tolerancePx: 3, anisotropyMax: 1.6 };
const frame = { sidePx: 192 };
const blocks = { sizePx: 12, textureMin: 0.2 };
const correlationMin = 0.7;
const blocksMin = 12;
const duplicate = { overlap: 0.6, agreement: 0.9 };
const similar = { overlap: 0.3, agreement: 0.5 };
/** From this agreement on nothing is gained by laying the pictures on each other more exactly. */
const alignedAgreement = 0.97;

/**
 * Compares two pictures by their features and, where one map joins enough of them, by their pixels
 * after warping, as they are and mirrored. Undefined where nothing says that they show the same.
 */
export async function confirmView(a: ComparedPicture, b: ComparedPicture): Promise<ViewEvidence | undefined> {
  let best: ViewEvidence | undefined;
  for (const { matrix, places, mirrored } of estimateBothWays(a.features, b.features)) {
    const transform = multiply(
      scaling(1 / b.features.widthPx, 1 / b.features.heightPx),
      multiply(matrix, scaling(a.features.widthPx, a.features.heightPx)),
    );
    const compared = await compareView(a, b, transform);
    if (!compared || compared.agreement <= (best?.agreement ?? 0)) continue;
    best = { ...compared, inliers: places, mirrored };
    if (best.verdict === "duplicate") break;
  }
  return best;
}

type View = Estimate & { mirrored: boolean };

/** The maps as the pictures are, and with the first mirrored; of most features first. */
function estimateBothWays(a: LocalFeatures, b: LocalFeatures): View[] {
  const estimate = (from: LocalFeatures) => estimateAffine(pairPoints(from, b, matchFeatures(from, b)), bounds);
  const direct = estimate(a);
  const turned = estimate(mirrorFeatures(a));
  const mirrored = turned && { ...turned, matrix: multiply(turned.matrix, [-1, 0, a.widthPx, 0, 1, 0, 0, 0, 1]), mirrored: true };
  const found = [direct && { ...direct, mirrored: false }, mirrored].filter((one) => one !== undefined);
  return found.sort((one, other) => other.places - one.places);
}

async function compareView(
  a: ComparedPicture,
  b: ComparedPicture,
  transform: number[],
): Promise<Pick<ViewEvidence, "verdict" | "overlap" | "agreement" | "transform"> | undefined> {
  const [pixelsA, pixelsB] = [await a.pixels(), await b.pixels()];
  let best: { shared: SharedFrame; agreement: number } | undefined;
  for (const reachesPx of [[], [2, 2], [4, 2]]) {
    const shared = shareFrame(pixelsA, pixelsB, transform, { ...frame, reachesPx });
    const compared = shared && compareBlocks(shared.a, shared.b, blocks);
    if (!compared || compared.length < blocksMin) continue;
    const agreement = compared.filter(({ correlation }) => correlation > correlationMin).length / compared.length;
    if (agreement > (best?.agreement ?? -1)) best = { shared, agreement };
    if (agreement >= alignedAgreement) break;
  }
  if (!best) return undefined;
  const { shared, agreement } = best;
  if (shared.overlap < similar.overlap || agreement < similar.agreement) return undefined;
  const verdict = shared.overlap >= duplicate.overlap && agreement >= duplicate.agreement ? "duplicate" : "similar";
  return { verdict, overlap: shared.overlap, agreement, transform: shared.transform };
}
