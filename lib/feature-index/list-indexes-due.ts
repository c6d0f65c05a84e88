import type { Context } from "../context/context";
import { isLearningDue, tailMax } from "./keep-index";
import * as queries from "./queries";

/** The indexes that a job should see to: half-built or retired ones, long tails, and words learned from too few images. */
export async function listIndexesDue(ctx: Pick<Context, "db">): Promise<{ ownerId: string; collectionId: string | null }[]> {
  const rows = await queries.listTails(ctx.db);
  const due = rows.filter(({ state, learnedFrom, segments, tail }) => {
    const images = segments.reduce((sum, segment) => sum + segment.images, tail);
    return state !== "serving" || (learnedFrom > 0 && tail >= tailMax) || isLearningDue(learnedFrom, images);
  });
  return due.map(({ ownerId, collectionId }) => ({ ownerId, collectionId }));
}
