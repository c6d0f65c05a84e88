import type { Context } from "../context/context";
import { rewriteSearchWords } from "../images/rewrite-search-words";

/**
 * Writes words anew that an older version wrote, once after the worker has started. `look` is to be
 * called every second: it works for about `turnMs`, and does nothing once all are written.
 */
export function watchSearchWords(ctx: Pick<Context, "db" | "log">, turnMs = 100) {
  let afterId: string | undefined;
  let isDone = false;
  let count = 0;
  return {
    async look(): Promise<void> {
      for (const end = performance.now() + turnMs; !isDone && performance.now() < end; ) {
        const { written, nextId } = await rewriteSearchWords(ctx, afterId);
        count += written;
        afterId = nextId;
        isDone = nextId === undefined;
        if (isDone && count > 0) ctx.log.info({ count }, "words of images were weighed");
      }
    },
  };
}
