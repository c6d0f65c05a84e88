import type { Context } from "../context/context";
import { enqueueStaleImages, findReadyModel } from "../ingest/enqueue-stale-images";

const retryMsMin = 5_000;
const everyMs = 300_000;

/**
 * Decides when images are looked for that some step has to see again: at once when the model has
 * arrived or has come back, soon after an embedding had to wait (later and later while it still has
 * to), and every five minutes in any case. `look` is to be called every few seconds.
 */
export function watchStaleImages(ctx: Pick<Context, "db" | "queue" | "inference" | "config" | "log">, now: () => number = Date.now) {
  let waits = false;
  let wasReady = false;
  let retryMs = retryMsMin;
  let retryAt = 0;
  let dueAt = 0;
  let afterId: string | undefined;
  return {
    noteWaiting(): void {
      waits = true;
    },
    async look(): Promise<void> {
      const isReady = (await findReadyModel(ctx)) !== undefined;
      const arrived = isReady && !wasReady;
      wasReady = isReady;
      const retries = waits && isReady && now() >= retryAt;
      if (!arrived && !retries && now() < dueAt) return;
      retryMs = waits && !arrived ? Math.min(retryMs * 2, everyMs) : retryMsMin;
      waits = false;
      if (arrived) afterId = undefined;
      const { count, nextId } = await enqueueStaleImages(ctx, afterId);
      afterId = nextId;
      retryAt = now() + retryMs;
      dueAt = now() + (nextId ? retryMsMin : everyMs);
      if (count > 0) ctx.log.info({ count }, "images are processed again");
    },
  };
}
