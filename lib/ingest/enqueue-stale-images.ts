import type { Context } from "../context/context";
import { findSearchModel, type SearchModel } from "../inference/model-store";
import { currentVersions } from "./ingest-image";
import { listStaleImages } from "./queries";

/** Jobs that one call adds. */
const batchSize = 1_000;

/**
 * Enqueues processed images that some step has to see again: one whose version was raised, or the
 * embedding, once a model is there and answers. Gives how many; there may be more after `nextId`, from
 * where the next call goes on: images that fail again and again keep no later one waiting.
 * For housekeeping: it acts for no person. Safe to run again.
 */
export async function enqueueStaleImages(
  ctx: Pick<Context, "db" | "queue" | "inference" | "config">,
  afterId?: string,
): Promise<{ count: number; nextId?: string }> {
  const model = await findReadyModel(ctx);
  const ids = await listStaleImages(ctx.db, currentVersions(model), batchSize, afterId);
  await ctx.queue.enqueue(
    ctx.db,
    "ingest-image",
    ids.map((imageId) => ({ imageId })),
    "behind",
  );
  const nextId = ids.length === batchSize ? ids.at(-1) : undefined;
  return { count: ids.length, ...(nextId !== undefined && { nextId }) };
}

/** The search model, when it is here and the inference server answers. */
export async function findReadyModel(ctx: Pick<Context, "inference" | "config">): Promise<SearchModel | undefined> {
  const found = await findSearchModel(ctx.config);
  return found.status === "ready" && (await ctx.inference.isReady()) ? found.model : undefined;
}
