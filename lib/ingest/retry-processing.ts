import { type Actor, authorizeAll, scopeOf, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { listStandings } from "../images/removal-queries";
import { reopenFailed } from "./queries";

/** Jobs that one request adds. */
const batchSize = 1_000;

/**
 * Makes failed images wait for processing again; without ids, all of the person's. Images that did
 * not fail are left as they are. Gives how many wait now. Safe to run again.
 * @throws AppError not-found; forbidden when one of the ids is only shared with the person
 */
export async function retryProcessing(
  ctx: Pick<Context, "db" | "queue"> & { actor: Actor },
  input: { imageIds?: string[] | undefined },
): Promise<{ count: number }> {
  const scope = scopeOf(ctx.actor);
  if (input.imageIds)
    authorizeAll(ctx.actor, "manage", input.imageIds, await listStandings(ctx.db, viewScopeOf(ctx.actor), input.imageIds));
  for (let total = 0; ; ) {
    const count = await ctx.db.transaction(async (tx) => {
      const ids = await reopenFailed(tx, scope, input.imageIds, batchSize);
      await ctx.queue.enqueue(
        tx,
        "ingest-image",
        ids.map((imageId) => ({ imageId })),
      );
      return ids.length;
    });
    total += count;
    if (count < batchSize) return { count: total };
  }
}
