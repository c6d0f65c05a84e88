"use client";

import { type QueryClient, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { OutputOf } from "../api/operation";
import type { getTimeline } from "../images/list-schema";
import type { ImageTile } from "../images/schema";
import { isScrollingFast, onScrollSettled } from "./scroll-pace";
import { type DecodedDay, decodeDays, pagesOf } from "./timeline-days";
import { resolveTimelineRange, timelinePageQuery, timelinePageSize, timelineQuery } from "./timeline-query";

type Range = readonly [from: number, until: number];

/** How long new days may wait for their pictures before they are shown all the same. */
const swapPatienceMs = 1_500;

/** The days of the timeline and whichever of its images have been near the window. */
export function useTimeline(favourite: boolean, initial: OutputOf<typeof getTimeline> | undefined) {
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery({ ...timelineQuery(favourite), ...(initial && { initialData: initial }) });
  const newest = useMemo(() => (data ? decodeDays(data.days) : undefined), [data]);
  const [range, setRange] = useState<Range>([0, 0]);
  const days = useSettledDays(queryClient, favourite, newest, range);

  const waiting = useRef<Range | undefined>(undefined);
  const onVisible = useCallback((from: number, until: number) => {
    if (isScrollingFast()) waiting.current = [from, until];
    else setRange([from, until]);
  }, []);
  useEffect(
    () =>
      onScrollSettled(() => {
        if (waiting.current) setRange(waiting.current);
        waiting.current = undefined;
      }),
    [],
  );

  const pages = useMemo(() => pagesOf(days ?? [], range[0], range[1], timelinePageSize), [days, range]);
  const loaded = useQueries({
    queries: pages.map((page) => timelinePageQuery(favourite, page)),
    combine: (results) => results.map((result) => result.data?.images),
  });
  const imageAt = useCallback(
    (index: number): ImageTile | undefined => {
      for (const [at, page] of pages.entries()) {
        if (index >= page.start && index < page.start + timelinePageSize) {
          const image = loaded[at]?.[index - page.start];
          if (image) return image;
        }
      }
      return undefined;
    },
    [pages, loaded],
  );
  const resolveRange = useCallback(
    (from: number, until: number) => resolveTimelineRange(queryClient, favourite, days ?? [], from, until),
    [queryClient, favourite, days],
  );
  const indexOf = useCallback(
    (imageId: string) => {
      for (const [at, page] of pages.entries()) {
        const found = loaded[at]?.findIndex((image) => image.id === imageId) ?? -1;
        if (found >= 0) return page.start + found;
      }
      return -1;
    },
    [pages, loaded],
  );
  return { days, error, refetch, onVisible, imageAt, indexOf, resolveRange };
}

/**
 * The days as they are shown: new ones take their place when the pictures of those in the window
 * that have changed are here too, so that the page goes from one full picture to the next.
 */
function useSettledDays(
  queryClient: QueryClient,
  favourite: boolean,
  newest: DecodedDay[] | undefined,
  range: Range,
): DecodedDay[] | undefined {
  const [days, setDays] = useState(newest);
  const latestRange = useRef(range);
  useEffect(() => {
    latestRange.current = range;
  });
  useEffect(() => {
    if (!newest) return;
    let current = true;
    const [from, until] = latestRange.current;
    const needed = pagesOf(newest, from, until, timelinePageSize).map((page) =>
      queryClient.fetchQuery(timelinePageQuery(favourite, page)).catch(() => undefined),
    );
    const patience = new Promise((resolve) => setTimeout(resolve, swapPatienceMs));
    void Promise.race([Promise.all(needed), patience]).then(() => {
      if (current) setDays(newest);
    });
    return () => {
      current = false;
    };
  }, [newest, queryClient, favourite]);
  return days ?? newest;
}
