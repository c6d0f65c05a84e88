"use client";

import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import type { OutputOf } from "../../api/operation";
import { listDuplicateGroups } from "../../duplicates/schema";
import { call } from "../call";
import { queryKeys } from "../query-keys";
import { useCounts } from "../use-counts";
import type { DecisionQueue } from "./decision-queue";
import { appendGroups, type GroupFilter, type GroupList } from "./group-list";

/** Groups asked for at once. */
export const groupsPerPage = 40;

type Page = OutputOf<typeof listDuplicateGroups>;

/** A page of groups as a list of the page keeps it. */
export function toGroupList({ groups, total, complete }: Page, { kind }: GroupFilter): GroupList {
  return { groups: groups.map((group) => ({ ...group, listedAs: kind })), total, complete };
}

/** A page of groups without those that have been decided about since it was asked for. */
async function callPage(queue: DecisionQueue, filter: GroupFilter, page: number, signal?: AbortSignal): Promise<GroupList> {
  const since = performance.now();
  const input = { page, limit: groupsPerPage, order: filter.order, ...(filter.kind && { kind: filter.kind }) };
  const list = toGroupList(await call(listDuplicateGroups, input, signal ? { signal } : {}), filter);
  const groups = list.groups.filter(({ id }) => !queue.covers(id, since));
  return { ...list, groups, total: list.total - (list.groups.length - groups.length) };
}

function groupsQuery(queue: DecisionQueue, filter: GroupFilter, initial?: GroupList) {
  return queryOptions({
    queryKey: queryKeys.duplicateGroups(filter.kind, filter.order),
    queryFn: ({ signal }) => callPage(queue, filter, 1, signal),
    staleTime: 30_000,
    ...(initial && { initialData: initial }),
  });
}

/** Groups that nobody has decided about, part after part, without those decided about just now. */
export function useDuplicateGroups(queue: DecisionQueue, filter: GroupFilter, initial: GroupList | undefined) {
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(groupsQuery(queue, filter, initial));
  const loading = useRef(false);
  const { kind, order } = filter;
  useNewcomers(queue, data, refetch);

  const loadMore = useCallback(async () => {
    if (loading.current) return;
    loading.current = true;
    try {
      await loadNextPart(queryClient, queue, { kind, order });
    } finally {
      loading.current = false;
    }
  }, [queryClient, queue, kind, order]);
  return { list: data, error, refetch, loadMore };
}

/** Asks again when more pictures are held than before: somebody added some. A list of several parts is left as it is. */
function useNewcomers(queue: DecisionQueue, list: GroupList | undefined, refetch: () => unknown): void {
  const held = useCounts()?.held;
  const before = useRef(held);
  const isShort = list !== undefined && list.groups.length <= groupsPerPage;
  useEffect(() => {
    const more = held !== undefined && before.current !== undefined && held > before.current;
    before.current = held;
    if (more && isShort && queue.unsent() === 0) void refetch();
  }, [held, isShort, queue, refetch]);
}

/**
 * Appends the next part of a list and answers whether there is more. Decided groups are no longer on
 * the server, so the part begins where the known and undecided ones end.
 */
export async function loadNextPart(queryClient: QueryClient, queue: DecisionQueue, filter: GroupFilter): Promise<boolean> {
  const key = queryKeys.duplicateGroups(filter.kind, filter.order);
  await queue.settle();
  const known = queryClient.getQueryData<GroupList>(key);
  if (!known || known.groups.length >= known.total) return false;
  const more = await callPage(queue, filter, Math.floor(known.groups.length / groupsPerPage) + 1);
  const list = queryClient.setQueryData<GroupList>(key, (now) => now && appendGroups(now, more));
  return Boolean(list && list.groups.length < list.total);
}
