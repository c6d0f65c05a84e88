import type { Context } from "../context/context";
import { keepIndex } from "../feature-index/keep-index";
import type { JobData } from "../queue/queue";
import { keepRecognition } from "../recognition/keep-recognition";
import { featureProfile, viewFeatureSpec } from "../vision/local-features";

/**
 * Brings a library's index of features up to date, or a collection's with the features it is made of;
 * what is left after some seconds is for another job.
 */
export async function indexFeatures(
  ctx: Context,
  { ownerId, collectionId }: JobData["index-features"],
  signal: AbortSignal,
): Promise<void> {
  if (collectionId === null) {
    const { dimensions } = viewFeatureSpec;
    await keepIndex(ctx, { ownerId, collectionId, profile: featureProfile(viewFeatureSpec) }, { dimensions, signal });
    return;
  }
  const isUnfinished = await keepRecognition(ctx, { ownerId, collectionId }, signal);
  if (isUnfinished) await ctx.queue.enqueue(ctx.db, "index-features", [{ ownerId, collectionId }]);
}
