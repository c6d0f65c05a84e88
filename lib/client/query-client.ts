import { notifyManager, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./call";

/** Retries what may pass by itself (no answer, the server's own faults), never a refusal. */
function mayPass(failures: number, error: unknown): boolean {
  if (failures >= 3) return false;
  return !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
}

// Pages see what changes in the cache before the next event, not after another turn: a key that is pressed right
// after a decision meets the next group, never the one that was just decided about.
notifyManager.setScheduler((flush) => queueMicrotask(flush));

/** One cache for all pages; what changes on the server is told by the change feed, not by refetching on focus. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 60_000, gcTime: 5 * 60_000, refetchOnWindowFocus: false, retry: mayPass },
      mutations: { retry: false },
    },
  });
}
