import type { Block } from "./compare-blocks";
import type { Change } from "./explain-change";
import type { Overlay } from "./explain-overlay";

/** Blocks whose levels correlate more than this after warping are alike. */
export const alikeMin = 0.7;

/**
 * [Note: View thresholds] Measured on 10 photographs, each edited in 40 ways (345 edits without a mark
 * on them, 100 with a watermark, a badge or a bar over the picture), and on the pairs of 137
 * snapshots of 8 people (at most 30 apart) and of covers and photographs, 193 of which agree by 0.4; features by
 * OpenCV's SIFT with 300 a picture. Least, 5th of 100 and middle of the copies; of the 86 others that
 * agree by 0.45 or more, middle, 95th of 100 and most:
 *
 *                  copies without a mark   copies with one, agreement below 0.9   others
 *     agreement    0.967 0.979* 1.000      0.653 0.670 0.838                      0.505 0.871 0.957
 *     same light   0.927 0.984  1.000      0.793 0.834 0.897                      0.409 0.705 0.842
 *     faithful     0.759 0.934  0.997      0.860 0.879 0.926                      0.524 0.776 0.900
 *     edges kept                           0.090 0.511 0.613                      0.273 0.425 0.638
 *     one-sided                            0.761 0.952 0.999                      0.847 0.992 1.000
 *
 * (*: 1st of 100.) The agreement (the share of textured blocks that are alike) alone does not do: one face
 * by flash in two dark rooms has 0.96, and up to 1.00 where only the face has texture; a watermark of
 * full width brings copies down to 0.5. The light tells them apart: what is a copy is in the same light
 * all over. Bars and badges keep no edges (0.09); they hide what is below behind mostly one level, and
 * leave the other blocks above a correlation of 0.98 but for 1 of 10. Since then with features of our own
 * and 300 photographs in 57 kinds: 99.7 to 100 % of the edits without a mark on them are found, but for screenshots
 * and combined ones (99.0), and none of 5.8 million pairs of an edit and another photograph is called a duplicate.
 * What lies over a picture has rules of its own now, see [Note: Overlay thresholds].
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
  /** Where something was laid over a picture: pixels as the tone curve says, and cells in the same light. */
  overlaid: { differing: 3, faithful: 0.82, sameLight: 0.75 },
  /** Translucent lettering: of the alike blocks so many correlate by 0.95; edges kept below, or change to one side only. */
  veiled: { agreement: 0.45, close: 0.4, edgesKept: 0.5, oneSided: 0.95, unchanged: 0.35 },
  /** The same, so plain that the light need not be the same. */
  plainlyVeiled: { differing: 5, edgesKept: 0.55, oneSided: 0.9 },
  /** Opaque bars and badges: of the alike blocks so many correlate by 0.98; the most frequent level's share, less along a side. */
  covered: { agreement: 0.75, exact: 0.9, flat: 0.5, flatBand: 0.3 },
};

/**
 * What differs is one plain thing in another outline, not a badge over a picture: both pictures have so much of
 * one level there, and less of the edges is kept than under lettering. Of 60 drawn pairs of two shapes of one
 * colour at one place of one background (30 backgrounds) 10 are called duplicates instead of 39; a shape of another
 * colour cannot be told from a badge (23 of 30). Of 25 photographs in 11 kinds with a watermark or a bar and in 3
 * with a badge, cropped, as many copies are found as without it (327 of 350). Bars are left out: a white one may lie
 * on a white ground.
 */
const reshaped = { share: 0.2, edgesKept: 0.5 };

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

/**
 * [Note: Overlay thresholds] What lies over a picture, by what it looks like alone, see
 * [Note: What lies over a picture]; chosen on every second of 339 photographs, the others are the report. Of the
 * copies of the chosen half that no hash finds: least, 10th of 100 and middle of the better direction (tiled,
 * opaque in the centre and of full width: 148; bars: 50). Beside them the nearest of what is no copy: still frames
 * in which an ellipse of 5 to 20 %
 * moved (111 photographs in 5 kinds), and the 1,280 of 9,316 pairs of same-person snapshots that some map joins,
 * whatever they agree.
 *
 *                    copies            something moved          snapshots
 *     noise          15 at most                                 15 or less in 12 of them, of these:
 *     toward         0.88 0.92 1.00    0.77 where thin enough   0.78
 *     thin           0.97 0.99 1.00                             0.90
 *     changed        0.25 at most
 *     within a bar   0.34 0.88 0.98    none at 0.05 outside     none at 0.1 outside
 *     outside        0.03 at most
 *     level of it    0.35 0.56 0.67
 *
 * A patch of 1 % or more is in 74 of 75 frames of which 5 % moved, in 205 of 211 of which 10 % did, and in 1 of 977
 * crops, turns and frames; its corners are at most 0.56 full where 5 % moved, and 0.6 or more in 7 of the 211. With all
 * of this every one of 1,356 copies is found (339 photographs, each tiled, opaque in the centre, opaque in full width
 * and under a bar) where 25 were missed, 9 of them in the half of the report; of those that no hash takes, of 5 % moved
 * 1 of 75 is called a duplicate instead of 23, of 10 % 6 of 211 instead of 24; and no pair of snapshots, of 2,625 of
 * different covers, of 10,710 of copies under an overlay and other photographs.
 */
const lettering = { tolerance: 15, changed: 0.35, toward: 0.85, thin: 0.97 };
const plainBar = { tolerance: 15, within: 0.5, outside: 0.05, flat: 0.35 };
const otherPatch = { share: 0.01 };
/** A rectangle, of one level or all of it toward one. */
const badge = { corners: 0.6, flat: 0.35, toward: 0.95 };
/** So much of the blocks that differ has one level in one of the pictures, and not in the other: whatever outline it has, it hides what the other shows. */
const cover = { flat: 0.85, flatInBoth: 0.5 };

function isLettering({ tolerance, changed, toward, thin }: Overlay): boolean {
  return tolerance <= lettering.tolerance && changed <= lettering.changed && toward >= lettering.toward && thin >= lettering.thin;
}

function isPlainBar({ tolerance, bar: { within, outside, flat } }: Overlay): boolean {
  return tolerance <= plainBar.tolerance && within >= plainBar.within && outside <= plainBar.outside && flat >= plainBar.flat;
}

function isBadge({ patch, toward }: Overlay): boolean {
  return patch.corners >= badge.corners && (patch.flat >= badge.flat || toward >= badge.toward);
}

type Frame = { width: number; height: number; blockPx: number };

/**
 * Whether one picture is made of the other, see [Note: View thresholds], and whether something was laid over it, see
 * [Note: Overlay or another shot]. Lettering and bars are known by themselves, however many blocks differ; a solid
 * patch that changed and is no badge makes another shot of it, however few do.
 */
export function judgeView(blocks: readonly Block[], change: Change, frame: Frame): { duplicate: boolean; overlay: boolean } {
  const agreement = shareAbove(blocks, alikeMin);
  const isEnough = countDiffering(blocks) >= thresholds.overlaid.differing || agreement < thresholds.agreement;
  const { overlays } = change;
  if (isEnough && overlays.some((overlay) => isLettering(overlay) || isPlainBar(overlay))) return { duplicate: true, overlay: true };
  const hasPatch = overlays.length > 0 && overlays.every(({ patch }) => patch.share >= otherPatch.share);
  const isCover = change.flat >= cover.flat && change.flatInBoth < cover.flatInBoth;
  if (hasPatch && !isCover && !overlays.some(isBadge)) return { duplicate: false, overlay: false };
  return judgeBlocks(blocks, change, frame);
}

function countDiffering(blocks: readonly Block[]): number {
  return blocks.filter(({ correlation }) => correlation <= alikeMin).length;
}

/** By how many blocks differ, and how these do. */
function judgeBlocks(blocks: readonly Block[], change: Change, frame: Frame): { duplicate: boolean; overlay: boolean } {
  const { veiled, covered } = thresholds;
  const agreement = shareAbove(blocks, alikeMin);
  const differing = countDiffering(blocks);
  const [close, exact] = [shareAbove(blocks, 0.95) / agreement, shareAbove(blocks, 0.98) / agreement];
  const translucent = change.edgesKept >= veiled.edgesKept || (change.oneSided >= veiled.oneSided && change.unchanged >= veiled.unchanged);
  const isVeiled = agreement >= veiled.agreement && close >= veiled.close && translucent;
  const isBar = isBand(blocks, frame);
  const flatMin = isBar ? covered.flatBand : covered.flat;
  const isReshaped = !isBar && change.reshaped >= reshaped.share && change.edgesKept < reshaped.edgesKept;
  const isCovered = agreement >= covered.agreement && exact >= covered.exact && change.flat >= flatMin;
  const isEnough = differing >= thresholds.overlaid.differing || agreement < thresholds.agreement;
  const isFaithful = change.faithful >= thresholds.overlaid.faithful && change.sameLight >= thresholds.overlaid.sameLight;
  const overlaid = isEnough && isFaithful && !isReshaped && (isVeiled || isCovered);
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
