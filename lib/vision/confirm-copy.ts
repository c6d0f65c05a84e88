import { alignPictures, blockPx } from "./align-pictures";
import type { Block } from "./compare-blocks";
import { type Change, explainChange } from "./explain-change";
import { findTurn } from "./find-turn";
import { alikeMin, judgeView } from "./judge-view";
import type { GreyPixels, Warped } from "./warp-grey";

/** What the pixels say of two pictures whose hashes are near; agreement and overlay as in `ViewEvidence`. */
export type CopyEvidence = { verdict: "duplicate" | "similar"; agreement: number; overlay: boolean };

/**
 * [Note: Near hashes] What a hash of 256 bits within 30 finds, looked at by the pixels from 9 bits on; bounds chosen on
 * every second of 339 photographs, each edited in 58 ways, and with a part of 5, 10 and 20 % of the area moved (three seeds).
 * Frames of which 5 % moved are called duplicates in 196 of 507 cases by the hash alone, and in 18 with the look (4 within
 * 8 bits); 10 % in 44 and 4; 20 % in 4 and 0. Of 6,212 copies within 30 bits 1,207 are looked at and one is lost (opaque
 * letters in the centre). Before marks along a side were left alone, three of 66 corner badges were lost; none of 142 frames with a
 * moved part has all that differs so near to a side. Blur, strong JPEG and noise leave blocks that differ in copies of one
 * plain picture, the middle block of which correlates by 0.93 at most, and by 0.98 or more in 145 of 147 moved frames.
 */
/** Fewer blocks that differ are no sign of anything. */
const differingMin = 3;
/** Where all that differs lies this near to one side it is a mark, a date or a caption, whatever it looks like. */
const alongSide = 0.2;
/** Pictures agree to the pixel by the correlation of the middle block, or where most of them is plain by how many levels are noise. */
const exact = { middle: 0.95, tolerance: 9 };
/** What is laid over a picture takes it toward one level; what is replaced goes both ways. */
const replaced = { differing: 5, middle: 0.98, toward: 0.7 };

/**
 * Compares the pixels of two pictures whose hashes are so near that one of the eight turns and mirrors lays one on the
 * other: similar only where they agree to the pixel but for a part that shows something else, so that what blur, noise or
 * another light does all over them makes no copy another picture. Undefined where there is too little to look at.
 */
export function confirmCopy(a: GreyPixels, b: GreyPixels): CopyEvidence | undefined {
  const found = alignPictures(a, b, findTurn(a, b), 1);
  if (!found) return undefined;
  const { shared, blocks, agreement, middle } = found;
  const differing = blocks.filter(({ correlation }) => correlation <= alikeMin);
  const copy: CopyEvidence = { verdict: "duplicate", agreement, overlay: false };
  if (differing.length < differingMin) return copy;
  if (isAlongSide(differing, shared.a)) return { ...copy, overlay: true };
  const change = explainChange(shared.a, shared.b, differing, blockPx);
  if (middle < exact.middle && change.overlays.some(({ tolerance }) => tolerance > exact.tolerance)) return copy;
  const { duplicate, overlay } = judgeView(blocks, change, { ...shared.a, blockPx });
  const isReplaced = differing.length >= replaced.differing && middle >= replaced.middle && isBothWays(change);
  return duplicate && !isReplaced ? { ...copy, overlay } : { ...copy, verdict: "similar" };
}

function isAlongSide(blocks: readonly Block[], { width, height }: Warped): boolean {
  const [within, high] = [alongSide * width, alongSide * height];
  return [
    ({ left }: Block) => left + blockPx <= within,
    ({ left }: Block) => left >= width - within,
    ({ top }: Block) => top + blockPx <= high,
    ({ top }: Block) => top >= height - high,
  ].some((isNear) => blocks.every(isNear));
}

function isBothWays({ overlays }: Change): boolean {
  return overlays.length > 0 && overlays.every(({ toward }) => toward < replaced.toward);
}
