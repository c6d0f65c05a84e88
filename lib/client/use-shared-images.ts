"use client";

import { type InfiniteData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { OutputOf } from "../api/operation";
import { listSharedImages, type SharedImage } from "../sharing/schema";
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

/** The pictures of a share link, page by page. */
export function useSharedImages(token: string, initial?: SharedPage): SharedImages {
  const { data, error, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: queryKeys.shared(token),
    queryFn: ({ signal, pageParam }) => call(listSharedImages, { token, ...(pageParam && { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: SharedPage) => last.nextCursor ?? undefined,
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
