import type { Context } from "../context/context";
import { lendThumbnails } from "../images/lend-thumbnails";
import { thumbnailKey } from "../images/thumbnail-key";
import { limits } from "../limits";
import type { CopyEvidence } from "../vision/confirm-copy";
import { clearOf, type Evidence } from "./evidence";
import type { HashNeighbor } from "./hash-table";

type Ctx = Pick<Context, "storage" | "decoder">;

/**
 * The evidence of hashes that are near an image's, after a look at the pixels, see `confirmCopy`: two letters of one
 * template, with another name and amount, are within 8 of 256 bits. What cannot be looked at (a thumbnail is gone, there is too little to see) is believed by its hash.
 */
export async function confirmNearHashes(ctx: Ctx, imageId: string, near: readonly HashNeighbor[]): Promise<Evidence[]> {
  const looks = new Map<string, CopyEvidence>();
  for (let at = 0; at < near.length; at += limits.geometry.candidatesMax)
    await lookAt(ctx, imageId, near.slice(at, at + limits.geometry.candidatesMax), looks);
  return near.map((neighbor) => toEvidence(imageId, neighbor, looks.get(neighbor.imageId)));
}

async function lookAt(ctx: Ctx, imageId: string, near: readonly HashNeighbor[], looks: Map<string, CopyEvidence>): Promise<void> {
  const ids = near.map((neighbor) => neighbor.imageId);
  await ctx.storage.withLocalPath(thumbnailKey(imageId, "small"), (path) =>
    lendThumbnails(ctx.storage, ids, async (otherPaths) => {
      const readable = ids.flatMap((id, at) => (otherPaths[at] === undefined ? [] : [{ id, path: otherPaths[at] }]));
      const found = await ctx.decoder.confirmCopies({ path, candidatePaths: readable.map((one) => one.path) });
      for (const [at, { id }] of readable.entries()) {
        const look = found[at];
        if (look) looks.set(id, look);
      }
    }),
  );
}

function toEvidence(ownId: string, { imageId, distance64, distance256 }: HashNeighbor, look: CopyEvidence | undefined): Evidence {
  const hashes = { hammingDistance64: distance64, hammingDistance256: distance256 };
  const evidence = look ? { ...hashes, agreement: look.agreement, overlay: look.overlay, ...clearOf(ownId, imageId, look) } : hashes;
  return { imageId, layer: "perceptual", verdict: look?.verdict ?? "duplicate", distance: distance256, evidence };
}
