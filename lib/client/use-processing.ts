"use client";

import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import type { OutputOf } from "../api/operation";
import { getProcessing, retryProcessing } from "../ingest/schema";
import { pokeChanges } from "./activity";
import { call } from "./call";
import { inParts } from "./in-parts";
import { queryKeys } from "./query-keys";

export type Processing = OutputOf<typeof getProcessing>;

const busyMs = 1_500;
const idleMs = 15_000;

function processingQuery(initial?: Processing) {
  return queryOptions({
    queryKey: queryKeys.processing,
    queryFn: ({ signal }) => call(getProcessing, {}, { signal }),
    refetchInterval: ({ state }) => (state.data && openCount(state.data) > 0 ? busyMs : idleMs),
    ...(initial && { initialData: initial }),
  });
}

/** Pictures that run again are processed and outdated. */
function openCount({ counts }: Processing): number {
  return counts.waiting + Math.max(counts.running, counts.outdated);
}

function doneCount({ counts }: Processing): number {
  return counts.processed + counts.failed - counts.outdated;
}

/** How far the work at hand is: of the most that was open since everything was done last. */
export type WorkProgress = { done: number; of: number; leftS: number | undefined };

/** What waits, runs and failed, asked again while anything does. */
export function useProcessing(initial: Processing) {
  const queryClient = useQueryClient();
  const { data = initial } = useQuery(processingQuery(initial));
  const progress = useProgress(data);
  const retry = useCallback(
    async (imageIds?: readonly string[]) => {
      if (imageIds) await inParts(imageIds, (part) => call(retryProcessing, { imageIds: part }));
      else await call(retryProcessing, {});
      pokeChanges();
      await queryClient.invalidateQueries({ queryKey: queryKeys.processing });
    },
    [queryClient],
  );
  return { data, progress, retry };
}

/** Work begins with the first open picture and ends with the last; what comes in between makes it longer. */
function useProgress(data: Processing): WorkProgress | undefined {
  const begun = useRef<{ at: number; open: number; done: number } | undefined>(undefined);
  const last = useRef({ data, open: openCount(data) });
  const open = openCount(data);
  if (open === 0) begun.current = undefined;
  else if (!begun.current) begun.current = { at: Date.now(), open, done: 0 };
  else if (last.current.data !== data) {
    begun.current.done += Math.max(0, doneCount(data) - doneCount(last.current.data));
  }
  last.current = { data, open };
  if (!begun.current) return undefined;
  const { at, done } = begun.current;
  const leftS = done >= 5 ? ((Date.now() - at) / 1_000 / done) * open : undefined;
  return { done, of: done + open, leftS };
}
