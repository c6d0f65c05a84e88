"use client";

import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { limits } from "../limits";
import { findNextPage, joinPages } from "./search-pages";
import { furtherSearchQuery, searchPageSize, searchQuery, sendsFiles } from "./search-query";
import type { SearchWish } from "./search-wish";

/** The results of a search for a grid: what is loaded of them, and how to load more. */
export function useSearch(wish: SearchWish) {
  const key = JSON.stringify(wish);
  const [more, setMore] = useState({ key, limit: searchPageSize });
  const limit = more.key === key ? more.limit : searchPageSize;
  const queryClient = useQueryClient();
  const { data: first, error, isPlaceholderData, refetch } = useQuery({ ...searchQuery(wish, limit), placeholderData: keepPreviousData });
  const reachesFurther = limit === limits.page.searchSizeMax && !isPlaceholderData;
  const further = useInfiniteQuery({ ...furtherSearchQuery(wish, first), enabled: false });
  const pages = reachesFurther ? further.data?.pages : undefined;
  const data = useMemo(() => first && joinPages(first, pages ?? []), [first, pages]);

  const loadMore = async () => {
    if (!first || isPlaceholderData || sendsFiles(wish)) return false;
    const next = Math.min(limit * 3, limits.page.searchSizeMax);
    if (next > limit) {
      if (first.total <= limit) return false;
      await queryClient.prefetchQuery(searchQuery(wish, next));
      setMore({ key, limit: next });
      return true;
    }
    if (findNextPage(first, pages ?? []) === undefined) return false;
    const { isError } = await further.fetchNextPage({ cancelRefetch: false });
    return !isError;
  };
  return { data, error, isPlaceholderData, refetch, loadMore };
}
