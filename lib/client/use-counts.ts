"use client";

import { useQuery } from "@tanstack/react-query";
import { type LibraryCounts, listChanges } from "../images/list-schema";
import { call } from "./call";
import { queryKeys } from "./query-keys";

/** How many pictures are where; kept up to date by the change feed. */
export function useCounts(): LibraryCounts | undefined {
  const { data } = useQuery({
    queryKey: queryKeys.counts,
    queryFn: async ({ signal }) => (await call(listChanges, {}, { signal })).counts,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}
