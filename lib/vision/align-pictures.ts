import { type Block, compareBlocks } from "./compare-blocks";
import { alikeMin, middleOf, shareAbove } from "./judge-view";
import type { Matrix } from "./matrix";
import { layFrame, type SharedFrame, shareFrame } from "./share-frame";
import type { GreyPixels } from "./warp-grey";

const frame = { sidePx: 192 };
/** Side of the squares that are compared. */
export const blockPx = 12;
const blockOptions = { sizePx: blockPx, textureMin: 0.2 };
/** From this correlation of the middle block on nothing is gained by laying the pictures on each other more exactly, and little from this agreement on. */
const aligned = { agreement: 0.97, middle: 0.988 };
/** Below this agreement after a first alignment another one is not tried. */
const hopeless = 0.35;

/** Two pictures laid on each other, their textured blocks, the share of these that are alike and the correlation of the middle one. */
export type Aligned = { shared: SharedFrame; blocks: Block[]; agreement: number; middle: number };

/**
 * Lays two pictures on each other by a map from the first's unit square to the second's, the more exactly the less they
 * agree. Undefined where they have next to nothing in common, or fewer textured blocks than `blocksMin`.
 */
export function alignPictures(a: GreyPixels, b: GreyPixels, transform: Matrix, blocksMin: number): Aligned | undefined {
  const laid = layFrame(a, b, transform, frame.sidePx);
  if (!laid) return undefined;
  let best: Aligned | undefined;
  for (const reachesPx of [[], [2, 2], [4, 2]]) {
    const shared = shareFrame(laid, reachesPx);
    const blocks = compareBlocks(shared.a, shared.b, blockOptions);
    if (blocks.length < blocksMin) continue;
    const [agreement, middle] = [shareAbove(blocks, alikeMin), middleOf(blocks)];
    if (!best || agreement + middle > best.agreement + best.middle) best = { shared, blocks, agreement, middle };
    if (middle >= aligned.middle) break;
    if (reachesPx.length > 0 && (agreement < hopeless || agreement >= aligned.agreement)) break;
  }
  return best;
}
