import type { Context } from "../context/context";
import { featureProfile, viewFeatureSpec } from "../vision/local-features";
import * as queries from "./queries";

const deleteStep = 2_000;

/**
 * Deletes kept features that nobody needs: of collections that are gone, are not recognised any more or
 * have other settings, and of pictures that have left them. Those that duplicates are found by stay.
 * Gives how many; safe to run again.
 */
export async function sweepFeatures(ctx: Pick<Context, "db">): Promise<number> {
  for (let total = 0; ; ) {
    const deleted = await queries.deleteUnneededFeatures(ctx.db, featureProfile(viewFeatureSpec), deleteStep);
    total += deleted;
    if (deleted < deleteStep) return total;
  }
}
