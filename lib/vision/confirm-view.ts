import { type Block, compareBlocks } from "./compare-blocks";
import type { ComparedPicture } from "./confirm-thing";
import { type Estimate, estimateAffine } from "./estimate-affine";
import { type Change, explainChange } from "./explain-change";
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
  /** Whether blocks differ because of something laid over one of the pictures: a watermark, a bar with text. */
  overlay: boolean;
  /** Whether left and right are exchanged. */
  mirrored: boolean;
  /** 3 x 3, row by row: takes a place in the first picture's unit square to the second's. */
  transform: number[];
};

const bounds = { placesMin: 8, tolerancePx: 3, anisotropyMax: 1.6 };
const frame = { sidePx: 192 };
const blockOptions = { sizePx: 12, textureMin: 0.2 };
const blocksMin = 12;
const correlationMin = 0.7;
const overlapMin = 0.6;
const similar = { overlap: 0.3, agreement: 0.4 };
/** From this agreement, or correlation of the middle block, on nothing is gained by laying the pictures on each other more exactly. */
const aligned = { agreement: 0.97, middle: 0.985 };
/** Below this agreement after a first alignment another one is not tried. */
const hopeless = 0.35;

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

/** The map from the first picture to the second, as it is or mirrored. */
function estimateView(a: LocalFeatures, b: LocalFeatures, mirrored: boolean): Estimate | undefined {
  const from = mirrored ? mirrorFeatures(a) : a;
  const estimate = estimateAffine(pairPoints(from, b, matchFeatures(from, b)), bounds);
  if (!estimate || !mirrored) return estimate;
  return { ...estimate, matrix: multiply(estimate.matrix, [-1, 0, a.widthPx, 0, 1, 0, 0, 0, 1]) };
}

type Comparison = Pick<ViewEvidence, "verdict" | "overlap" | "agreement" | "overlay" | "transform">;

async function compareView(a: ComparedPicture, b: ComparedPicture, transform: number[]): Promise<Comparison | undefined> {
  const best = alignBest(await a.pixels(), await b.pixels(), transform);
  if (!best || best.shared.overlap < similar.overlap || best.agreement < similar.agreement) return undefined;
  const { shared, agreement, blocks } = best;
  const differing = blocks.filter(({ correlation }) => correlation <= correlationMin);
  const change = explainChange(shared.a, shared.b, differing, blockOptions.sizePx);
  const { duplicate, overlay } = judge(blocks, differing.length, { ...change, band: isBand(blocks, shared.a) });
  const verdict = duplicate && shared.overlap >= overlapMin ? "duplicate" : "similar";
  return { verdict, overlap: shared.overlap, agreement, overlay, transform: shared.transform };
}

type Aligned = { shared: SharedFrame; blocks: Block[]; agreement: number };

/** Lays the pictures on each other, the more exactly the less they agree. */
function alignBest(a: Parameters<typeof shareFrame>[0], b: Parameters<typeof shareFrame>[1], transform: number[]): Aligned | undefined {
  let best: Aligned | undefined;
  for (const reachesPx of [[], [2, 2], [4, 2]]) {
    const shared = shareFrame(a, b, transform, { ...frame, reachesPx });
    const blocks = shared ? compareBlocks(shared.a, shared.b, blockOptions) : [];
    if (!shared || blocks.length < blocksMin) continue;
    const agreement = shareAbove(blocks, correlationMin);
    if (!best || agreement > best.agreement) best = { shared, blocks, agreement };
    if (agreement >= aligned.agreement || middleOf(blocks) >= aligned.middle) break;
    if (reachesPx.length > 0 && agreement < hopeless) break;
  }
  return best;
}

function shareAbove(blocks: readonly Block[], correlation: number): number {
  return blocks.filter((block) => block.correlation > correlation).length / blocks.length;
}

function middleOf(blocks: readonly Block[]): number {
  return blocks.map(({ correlation }) => correlation).sort((a, b) => a - b)[blocks.length >> 1] as number;
}

/** Fewer blocks that differ are not looked at for what is laid over them. */
const overlayBlocksMin = 3;

/** A band is at most this share of the frame, and so much of it differs; hardly anything else does. */
const band = { depthMax: 0.25, within: 0.7, outside: 0.03 };

/** Whether the blocks that differ fill a band along one side, as a bar with text does. */
function isBand(blocks: readonly Block[], { width, height }: { width: number; height: number }): boolean {
  const depths = [
    { size: height, of: ({ top }: Block) => height - top },
    { size: height, of: ({ top }: Block) => top + blockOptions.sizePx },
    { size: width, of: ({ left }: Block) => width - left },
    { size: width, of: ({ left }: Block) => left + blockOptions.sizePx },
  ];
  return depths.some(({ size, of }) => {
    const inBand = blocks.filter((block) => of(block) <= band.depthMax * size);
    const differs = ({ correlation }: Block) => correlation <= correlationMin;
    const depth = Math.max(0, ...inBand.filter(differs).map(of));
    const within = blocks.filter((block) => of(block) <= depth);
    const outside = blocks.filter((block) => of(block) > depth);
    return (
      depth > 0 &&
      within.filter(differs).length >= band.within * within.length &&
      outside.filter(differs).length <= band.outside * outside.length
    );
  });
}

/** Blocks that differ this few together are noise. */
const differingMin = 5;

/**
 * Whether one picture is made of the other, and whether something was laid over it.
 *
 * [Note: View thresholds] measured below.
 */
function judge(blocks: readonly Block[], differing: number, change: Change & { band: boolean }): { duplicate: boolean; overlay: boolean } {
  const agreement = shareAbove(blocks, correlationMin);
  const middle = middleOf(blocks);
  const [close, exact] = [shareAbove(blocks, 0.95) / agreement, shareAbove(blocks, 0.98) / agreement];
  const translucent = change.edgesKept >= 0.5 || (change.oneSided >= 0.95 && change.unchanged >= 0.35);
  const veiled = agreement >= 0.45 && close >= 0.45 && translucent;
  const covered = agreement >= 0.75 && exact >= 0.9 && change.flat >= (change.band ? 0.3 : 0.5);
  const overlay = (differing >= overlayBlocksMin || agreement < 0.9) && change.faithful >= 0.82 && (veiled || covered);
  if (agreement < 0.9) return { duplicate: overlay, overlay };
  const sameLight = middle >= 0.988 || change.sameLight >= 0.84;
  const scattered = differing < differingMin || change.unchanged >= 0.6;
  return { duplicate: sameLight && (scattered || overlay), overlay };
}
