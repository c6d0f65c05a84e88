import { type Aligned, alignPictures, blockPx } from "./align-pictures";
import type { Block } from "./compare-blocks";
import { type Change, explainChange } from "./explain-change";
import { findTurn } from "./find-turn";
import { alikeMin, judgeView } from "./judge-view";
import { findReplacedWords } from "./replaced-words";
import type { GreyPixels, Warped } from "./warp-grey";

/** What the pixels say of two pictures whose hashes are near; agreement, overlay and marked as in `ViewEvidence`. */
export type CopyEvidence = {
  verdict: "duplicate" | "similar";
  agreement: number;
  overlay: boolean;
  marked: "first" | "second" | undefined;
};

/**
 * [Note: Near hashes] What a hash of 256 bits within 30 finds, looked at by the pixels (then from 9 bits on); bounds chosen on
 * every second of 339 photographs, the others are the report, each edited in 58 ways (those of 19 that hashes find), and
 * with a part of 5, 10 and 20 % of the area moved (three seeds). Called duplicates by the hash alone, and with the look:
 *
 *                      chosen on          report
 *     5 % moved        196 and 18 of 507  157 and 13 of 420 (2 of them within 8 bits)
 *     10 %              44 and 4          33 and 2 of 418
 *     20 %               4 and 0          2 and 1 of 417
 *     copies looked at 1,207, 1 lost      1,163, 1 lost
 *
 * Lost are opaque letters in the centre. In the report a JPEG file of quality 10 was lost, too, before blocks that differ
 * had to be changed in a tenth of their pixels where the middle one does not tell. Before marks along a side were left
 * alone, three of 66 corner badges were lost; none of 142 frames with a moved part has all that differs so near to a side.
 * Of forms with other words in them (drawn, 5 of 60 within 30 bits) all 5 are only similar; for views they are overlays.
 */
/** Fewer blocks that differ are no sign of anything. */
const differingMin = 3;
/** Where all that differs lies this near to one side it is a mark, a date or a caption, whatever it looks like. */
const alongSide = 0.2;
/** Pictures agree to the pixel by the correlation of the middle block; or, where most of them is plain, by how many levels are noise, with blocks that differ in more than a tenth of their pixels. */
const exact = { middle: 0.95, tolerance: 9, unchanged: 0.9 };
/** What is laid over a picture takes it toward one level; what is replaced goes both ways. */
const replaced = { differing: 5, middle: 0.98, toward: 0.7 };

/**
 * Compares the pixels of two pictures whose hashes are so near that one of the eight turns and mirrors lays one on the
 * other: similar only where they agree to the pixel but for a part that shows something else, so that what blur, noise or
 * another light does all over them makes no copy another picture; or where they are sheets with other words on them. Undefined where there is too little to look at.
 */
export function confirmCopy(a: GreyPixels, b: GreyPixels): CopyEvidence | undefined {
  const found = alignPictures(a, b, findTurn(a, b), 1);
  if (!found) return undefined;
  const copy = judgeCopy(found);
  const words = copy.verdict === "duplicate" ? findReplacedWords(a, b, found.shared.transform) : undefined;
  if (words === "sheet") return { verdict: "similar", agreement: found.agreement, overlay: false, marked: undefined };
  return words === "part" ? { ...copy, overlay: true, marked: undefined } : copy;
}

function judgeCopy({ shared, blocks, agreement, middle }: Aligned): CopyEvidence {
  const differing = blocks.filter(({ correlation }) => correlation <= alikeMin);
  const copy: CopyEvidence = { verdict: "duplicate", agreement, overlay: false, marked: undefined };
  if (differing.length < differingMin) return copy;
  const change = explainChange(shared.a, shared.b, differing, blockPx);
  if (isAlongSide(differing, shared.a)) return { ...copy, overlay: true, marked: change.marked };
  if (middle < exact.middle && isNoise(change)) return copy;
  const { duplicate, overlay } = judgeView(blocks, change, { ...shared.a, blockPx });
  const isReplaced = differing.length >= replaced.differing && middle >= replaced.middle && isBothWays(change);
  return duplicate && !isReplaced ? { ...copy, overlay, marked: overlay ? change.marked : undefined } : { ...copy, verdict: "similar" };
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

function isNoise({ overlays, unchanged }: Change): boolean {
  return unchanged >= exact.unchanged || overlays.some(({ tolerance }) => tolerance > exact.tolerance);
}

function isBothWays({ overlays }: Change): boolean {
  return overlays.length > 0 && overlays.every(({ toward }) => toward < replaced.toward);
}
