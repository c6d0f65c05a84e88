"use client";

import { type InfiniteData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { OutputOf } from "../api/operation";
import { limits } from "../limits";
import { listSharedImages, type SharedImage } from "../sharing/link-schema";
import { call } from "./call";
import { queryKeys } from "./query-keys";

export type SharedPage = OutputOf<typeof listSharedImages>;

export type SharedImages = {
  images: readonly SharedImage[] | undefined;
  total: number;
  error: Error | null;
  refetch: () => unknown;
  /** Answers whether there are more now. */
  loadMore: () => Promise<boolean>;
};

/** How often pictures that were just added are asked for until they have been processed. */
const fillingMs = 3_000;

/** The pictures of a share link, page by page. Until the time `fillingUntil` those that are not processed yet are asked for again. */
export function useSharedImages(token: string, initial: SharedPage | undefined, fillingUntil: number): SharedImages {
  const { data, error, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: queryKeys.shared(token),
    queryFn: ({ signal, pageParam }) =>
      call(listSharedImages, { token, limit: limits.page.sizeMax, ...(pageParam && { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: SharedPage) => last.nextCursor ?? undefined,
    refetchInterval: ({ state }) => (Date.now() < fillingUntil && hasPending(state.data) ? fillingMs : false),
    ...(initial && { initialData: { pages: [initial], pageParams: [undefined] } satisfies InfiniteData<SharedPage, string | undefined> }),
  });
  const images = useMemo(() => data?.pages.flatMap((page) => page.images), [data]);
  const loadMore = useCallback(async () => {
    if (!hasNextPage) return false;
    const { isError } = await fetchNextPage({ cancelRefetch: false });
    return !isError;
  }, [hasNextPage, fetchNextPage]);
  return { images, total: data?.pages.at(-1)?.total ?? 0, error, refetch, loadMore };
}

/** Whether a picture of the first pages is still to be processed; more pages are not asked for again and again. */
function hasPending(data: InfiniteData<SharedPage> | undefined): boolean {
  return Boolean(data && data.pages.length <= 3 && data.pages.some(({ images }) => images.some(({ thumbhash }) => !thumbhash)));
}
