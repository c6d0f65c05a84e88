"use client";

import { type InfiniteData, infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { InputOf, OutputOf } from "../api/operation";
import { listImages } from "../images/list-schema";
import type { ImageTile } from "../images/schema";
import { limits } from "../limits";
import { call } from "./call";
import { queryKeys } from "./query-keys";

type ImageListInput = Omit<InputOf<typeof listImages>, "cursor" | "limit">;
type Page = OutputOf<typeof listImages>;

/** A list of images page by page, 100 at a time. */
export function imageListQuery(input: ImageListInput, initial?: Page) {
  return infiniteQueryOptions({
    queryKey: queryKeys.images(input),
    queryFn: ({ signal, pageParam }) =>
      call(listImages, { ...input, limit: limits.page.sizeMax, ...(pageParam && { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page) => last.nextCursor ?? undefined,
    ...(initial && { initialData: { pages: [initial], pageParams: [undefined] } satisfies InfiniteData<Page, string | undefined> }),
  });
}

/** A list of images for a grid: what is loaded of it, how many there are, and how to load more. */
export function useImageList(input: ImageListInput, initial?: Page) {
  const { data, error, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(imageListQuery(input, initial));
  const place = input.place ?? "library";
  const images = useMemo(() => data?.pages.flatMap((page) => page.images.filter((image) => image.place === place)), [data, place]);
  const loadMore = useCallback(async () => {
    if (!hasNextPage) return false;
    const { isError } = await fetchNextPage({ cancelRefetch: false });
    return !isError;
  }, [hasNextPage, fetchNextPage]);
  return { images, total: data?.pages.at(-1)?.total ?? 0, error, refetch, loadMore };
}

/** The ids of every image of a list, asking the server for each page. */
export async function listAllIds(input: ImageListInput): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page: { images: ImageTile[]; nextCursor: string | null } = await call(listImages, {
      ...input,
      limit: limits.page.sizeMax,
      ...(cursor && { cursor }),
    });
    ids.push(...page.images.map((image) => image.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return ids;
}
