import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../log";

/** Runs `work` now and again and again, `everyMs` after each end; its errors are logged. */
export function startRepeating(log: Log, what: string, everyMs: number, work: () => Promise<unknown>): { stop(): void } {
  const stopping = new AbortController();
  void (async () => {
    while (!stopping.signal.aborted) {
      await work().catch((err: unknown) => log.warn({ err, what }, "work in the background failed"));
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return { stop: () => stopping.abort() };
}
