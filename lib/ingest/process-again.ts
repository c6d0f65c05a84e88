import type { ParsedInputOf } from "../api/operation";
import { type Actor, actorForOwner, authorizeAll, type Scope, scopeOf, viewScopeOf } from "../auth/access";
import { getCollectionFor } from "../collections/get-collection-for";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import { listStandings } from "../images/removal-queries";
import { limits } from "../limits";
import type { JobData } from "../queue/queue";
import { type Chosen, countChosen, forgetSteps } from "./again-queries";
import type { processAgain as operation } from "./schema";

type Ctx = Pick<Context, "db" | "queue"> & { actor: Actor };

/** Images of one transaction; no fewer than one request may name. */
const batchSize = limits.page.bulkIdsMax;

/**
 * Makes steps run again for some images of the actor, a collection's, or all: forgets that they were
 * done and enqueues the images. What is made of a step's result is made again as well. Images in the
 * trash are passed over. Gives how many it is about: the first thousand wait now, and a job goes on
 * with the others from where they end, also when web and worker stop in between. Safe to run again.
 * @throws AppError not-found; forbidden for what is only shared with the actor; invalid-input unless exactly one of imageIds, collectionId and all is named
 */
export async function processAgain(ctx: Ctx, input: ParsedInputOf<typeof operation>): Promise<{ count: number }> {
  const scope = scopeOf(ctx.actor);
  const chosen = await choose(ctx, input);
  return ctx.db.transaction(async (tx) => {
    const { count, isAll } = await forgetBatch(ctx, tx, scope, { chosen, steps: input.steps });
    return { count: isAll ? count : await countChosen(tx, scope, chosen) };
  });
}

/** Goes on with what `processAgain` began: the next thousand images, and a job for those behind them. Safe to run again. */
export async function goOnProcessingAgain(
  ctx: Pick<Context, "db" | "queue">,
  { ownerId, collectionId, steps, afterId }: JobData["process-again"],
): Promise<void> {
  const scope = scopeOf(actorForOwner(ownerId));
  const chosen: Chosen = collectionId === null ? { all: true } : { collectionId };
  await ctx.db.transaction((tx) => forgetBatch(ctx, tx, scope, { chosen, steps, afterId }));
}

/** Enqueues a batch, and in the same transaction the job that goes on after it. */
async function forgetBatch(
  ctx: Pick<Context, "queue">,
  tx: Db,
  scope: Scope,
  { chosen, steps, afterId }: { chosen: Chosen; steps: readonly string[]; afterId?: string },
): Promise<{ count: number; isAll: boolean }> {
  const ids = await forgetSteps(tx, scope, chosen, steps, { afterId, limit: batchSize });
  const jobs = ids.map((imageId) => ({ imageId }));
  // What is new comes before a whole library that is looked through once more.
  await ctx.queue.enqueue(tx, "ingest-image", jobs, "imageIds" in chosen ? undefined : "behind");
  const lastId = ids.at(-1);
  const isAll = "imageIds" in chosen || lastId === undefined || ids.length < batchSize;
  if (!isAll) {
    const collectionId = "collectionId" in chosen ? chosen.collectionId : null;
    await ctx.queue.enqueue(tx, "process-again", [{ ownerId: scope.ownerId, collectionId, steps, afterId: lastId }]);
  }
  return { count: ids.length, isAll };
}

/**
 * Looks for duplicates again in one collection of the actor, or everywhere, in the background, see
 * `processAgain`; see [Note: Who is held].
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
