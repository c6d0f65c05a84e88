import type { ParsedInputOf } from "../api/operation";
import { type Actor, authorizeAll, scopeOf, viewScopeOf } from "../auth/access";
import { getCollectionFor } from "../collections/get-collection-for";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { listStandings } from "../images/removal-queries";
import { type Chosen, forgetSteps } from "./again-queries";
import type { processAgain as operation } from "./schema";

type Ctx = Pick<Context, "db" | "queue"> & { actor: Actor };

/** Images of one transaction. */
const batchSize = 1_000;

/**
 * Makes steps run again for some images of the actor, a collection's, or all: forgets that they were
 * done and enqueues the images. What is made of a step's result is made again as well. Images in the
 * trash are passed over. Gives how many wait now. Safe to run again.
 * @throws AppError not-found; forbidden for what is only shared with the actor; invalid-input unless exactly one of imageIds, collectionId and all is named
 */
export async function processAgain(ctx: Ctx, input: ParsedInputOf<typeof operation>): Promise<{ count: number }> {
  const scope = scopeOf(ctx.actor);
  const chosen = await choose(ctx, input);
  let afterId: string | undefined;
  for (let total = 0; ; ) {
    const ids = await ctx.db.transaction(async (tx) => {
      const forgotten = await forgetSteps(tx, scope, chosen, input.steps, { afterId, limit: batchSize });
      await ctx.queue.enqueue(
        tx,
        "ingest-image",
        forgotten.map((imageId) => ({ imageId })),
      );
      return forgotten;
    });
    total += ids.length;
    if (ids.length < batchSize) return { count: total };
    afterId = ids.at(-1);
  }
}

/**
 * Looks for duplicates again in one collection of the actor, or everywhere; see [Note: Who is held].
 * @throws AppError not-found, forbidden for a collection
 */
export async function scanForDuplicates(ctx: Ctx, { collectionId }: { collectionId?: string | undefined }): Promise<{ count: number }> {
  return processAgain(ctx, { steps: ["duplicates"], ...(collectionId === undefined ? { all: true } : { collectionId }) });
}

async function choose(ctx: Ctx, { imageIds, collectionId, all }: ParsedInputOf<typeof operation>): Promise<Chosen> {
  if ([imageIds, collectionId, all].filter((one) => one !== undefined).length !== 1)
    throw new AppError("invalid-input", "Name exactly one of imageIds, collectionId and all.");
  if (collectionId !== undefined) return { collectionId: (await getCollectionFor(ctx, "manage", collectionId)).id };
  if (imageIds === undefined) return { all: true };
  authorizeAll(ctx.actor, "manage", imageIds, await listStandings(ctx.db, viewScopeOf(ctx.actor), imageIds));
  return { imageIds };
}
