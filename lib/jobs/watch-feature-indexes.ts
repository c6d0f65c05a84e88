import type { Context } from "../context/context";
import { listIndexesDue } from "../feature-index/list-indexes-due";
import { listUnprepared } from "../recognition/list-unprepared";

/** What looking costs may take one part in so many of the worker's time. */
const restShare = 50;

/**
 * Enqueues the jobs that bring indexes of features up to date: where tails have grown long or words are
 * to be learned, and where pictures have come into collections whose things are recognised, or left
 * them, by whatever way. `look` is to be called every few seconds.
 */
export function watchFeatureIndexes(ctx: Pick<Context, "db" | "queue">) {
  let restUntil = 0;
  return {
    async look(): Promise<void> {
      const due = await listIndexesDue(ctx);
      const started = performance.now();
      if (started >= restUntil) {
        due.push(...(await listUnprepared(ctx)));
        restUntil = performance.now() + (performance.now() - started) * restShare;
      }
      await ctx.queue.enqueue(ctx.db, "index-features", due);
    },
  };
}
