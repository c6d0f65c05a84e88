import type { Context } from "../context/context";
import { isLearningDue, tailMax } from "./keep-index";
import * as queries from "./queries";

/** The indexes that a job should see to: half-built or retired ones, long tails, and words learned from too few images. */
export async function listIndexesDue(ctx: Pick<Context, "db">): Promise<{ ownerId: string; collectionId: string | null }[]> {
  const due: { ownerId: string; collectionId: string | null }[] = [];
  for (const index of await queries.listTails(ctx.db)) {
    if (await isDue(ctx, index)) due.push({ ownerId: index.ownerId, collectionId: index.collectionId });
  }
  return due;
}

async function isDue(ctx: Pick<Context, "db">, { id, state, learnedFrom, segments, tail }: queries.TailOf): Promise<boolean> {
  if (state !== "serving" || (learnedFrom > 0 && tail >= tailMax)) return true;
  // Some of those in segments may be gone: they are counted only when it may matter.
  const most = segments.reduce((sum, { images }) => sum + images, tail);
  return isLearningDue(learnedFrom, most) && isLearningDue(learnedFrom, (await queries.countIndexed(ctx.db, id)).total);
}
