import type { Block } from "./compare-blocks";
import type { Change } from "./explain-change";

/** Blocks whose levels correlate more than this after warping are alike. */
export const alikeMin = 0.7;

/**
 * [Note: View thresholds] Measured on 60 photographs (36 of COCO, 24 of ImageNet), each edited in 40
 * ways, and on the 9,316 pairs of 137 snapshots of 8 people, of which 1,600 have a map of at least 6
 * matches and 40 agree by half or more; features by OpenCV's SIFT with this project's spec.
 *
 * Agreement (the share of textured blocks that are alike) decides most: crops, turns, borders, small
 * and compressed copies have at least 0.95 in 95 of 100 cases; of the snapshots 6 pairs have 0.9 or
 * more, up to 1.00 (one face by flash before a dark room, where only the face has texture). These six
 * have a middle block of at most 0.986 and at most 0.83 of their cells in the same light; of copies
 * with an agreement of 0.9, in all 272 looked at either the middle block has 0.988 or 0.84 are.
 *
 * Watermarks bring agreement down to 0.49 (all over the picture), 0.51 (of full width, opaque), 0.62
 * (translucent), where burst shots are, too. But they keep the rest to the pixel: of pixels 0.82 or
 * more are faithful in 99 of 100 (snapshots with that agreement: 0.35 to 0.87), and 0.45 to 0.9 of the
 * edges below are kept (snapshots: 0.15 to 0.45), or all change is to one side. Bars and badges hide what is
 * below, behind mostly one level, and leave the other blocks above a correlation of 0.98 but for 1 of 10.
 */
const thresholds = {
  agreement: 0.9,
  /** Share of cells in the same light; less where something small was laid over a picture that is the same to the pixel: correlation of the middle block. */
  sameLight: 0.9,
  exact: { middle: 0.992, sameLight: 0.8 },
  /** Blocks that differ this few, or so small a share of all, or mostly by noise, together are no sign of anything. */
  differing: 5,
  differingShare: 0.06,
  unchanged: 0.6,
  faithful: 0.82,
  /** Translucent lettering: of the alike blocks so many correlate by 0.95; edges kept below, or change to one side only. */
  veiled: { agreement: 0.45, close: 0.4, edgesKept: 0.5, oneSided: 0.95, unchanged: 0.35 },
  /** The same, so plain that the light need not be the same. */
  plainlyVeiled: { differing: 5, edgesKept: 0.55, oneSided: 0.9 },
  /** Opaque bars and badges: of the alike blocks so many correlate by 0.98; the most frequent level's share, less along a side. */
  covered: { agreement: 0.75, exact: 0.9, flat: 0.5, flatBand: 0.3 },
  /** Fewer blocks that differ are not looked at for what is laid over them. */
  overlaid: 3,
};

/** A band is at most this share of the frame, and so much of it differs; hardly anything else does. */
const band = { depthMax: 0.25, within: 0.7, outside: 0.03 };

/** The share of blocks that correlate more. */
export function shareAbove(blocks: readonly Block[], correlation: number): number {
  return blocks.filter((block) => block.correlation > correlation).length / blocks.length;
}

/** The correlation of the middle block, sorted by it. */
export function middleOf(blocks: readonly Block[]): number {
  return blocks.map(({ correlation }) => correlation).sort((a, b) => a - b)[blocks.length >> 1] as number;
}

type Frame = { width: number; height: number; blockPx: number };

/** Whether one picture is made of the other, see [Note: View thresholds], and whether something was laid over it, see [Note: Overlay or another shot]. */
export function judgeView(blocks: readonly Block[], change: Change, frame: Frame): { duplicate: boolean; overlay: boolean } {
  const { veiled, covered } = thresholds;
  const agreement = shareAbove(blocks, alikeMin);
  const differing = blocks.filter(({ correlation }) => correlation <= alikeMin).length;
  const [close, exact] = [shareAbove(blocks, 0.95) / agreement, shareAbove(blocks, 0.98) / agreement];
  const translucent = change.edgesKept >= veiled.edgesKept || (change.oneSided >= veiled.oneSided && change.unchanged >= veiled.unchanged);
  const isVeiled = agreement >= veiled.agreement && close >= veiled.close && translucent;
  const flatMin = isBand(blocks, frame) ? covered.flatBand : covered.flat;
  const isCovered = agreement >= covered.agreement && exact >= covered.exact && change.flat >= flatMin;
  const isEnough = differing >= thresholds.overlaid || agreement < thresholds.agreement;
  const overlaid = isEnough && change.faithful >= thresholds.faithful && (isVeiled || isCovered);
  if (agreement < thresholds.agreement) return { duplicate: overlaid, overlay: overlaid };
  const isExact = middleOf(blocks) >= thresholds.exact.middle && change.sameLight >= thresholds.exact.sameLight;
  const sameLight = isExact || change.sameLight >= thresholds.sameLight;
  const few = differing < thresholds.differing || differing <= thresholds.differingShare * blocks.length;
  const scattered = few || change.unchanged >= thresholds.unchanged;
  const { plainlyVeiled } = thresholds;
  const isPlain =
    differing >= plainlyVeiled.differing && change.edgesKept >= plainlyVeiled.edgesKept && change.oneSided >= plainlyVeiled.oneSided;
  const duplicate = (overlaid && isPlain) || (sameLight && (scattered || overlaid));
  return { duplicate, overlay: duplicate && overlaid };
}

/** Whether the blocks that differ fill a band along one side, as a bar with text does. */
function isBand(blocks: readonly Block[], { width, height, blockPx }: Frame): boolean {
  const depths = [
    { size: height, of: ({ top }: Block) => height - top },
    { size: height, of: ({ top }: Block) => top + blockPx },
    { size: width, of: ({ left }: Block) => width - left },
    { size: width, of: ({ left }: Block) => left + blockPx },
  ];
  const differs = ({ correlation }: Block) => correlation <= alikeMin;
  return depths.some(({ size, of }) => {
    const depth = Math.max(0, ...blocks.filter((block) => differs(block) && of(block) <= band.depthMax * size).map(of));
    const within = blocks.filter((block) => of(block) <= depth);
    const outside = blocks.filter((block) => of(block) > depth);
    const differing = within.filter(differs).length;
    return depth > 0 && differing >= band.within * within.length && outside.filter(differs).length <= band.outside * outside.length;
  });
}
