"use client";

import { infiniteQueryOptions, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { OutputOf } from "../api/operation";
import { type HeldChoice, listHeldImages, reopenHeldImage, resolveHeldImage } from "../duplicates/schema";
import { pokeChanges } from "./activity";
import { renewImages } from "./apply-changes";
import { call } from "./call";
import { IdSet } from "./id-set";
import { queryKeys } from "./query-keys";

type Page = OutputOf<typeof listHeldImages>;

/** Held images that have just been decided, hidden before the server has answered. */
const decided = new IdSet();
const noIds: ReadonlySet<string> = new Set();
const pageSize = 50;

function heldQuery(initial?: Page) {
  return infiniteQueryOptions({
    queryKey: queryKeys.held,
    queryFn: ({ signal, pageParam }) => call(listHeldImages, { limit: pageSize, ...(pageParam && { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page) => last.nextCursor ?? undefined,
    ...(initial && { initialData: { pages: [initial], pageParams: [undefined as string | undefined] } }),
  });
}

/** Near duplicates that wait for a choice, how many there are, and how to choose. */
export function useHeldImages(initial: Page) {
  const queryClient = useQueryClient();
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(heldQuery(initial));
  const hidden = useSyncExternalStore(decided.subscribe, decided.ids, () => noIds);
  const all = useMemo(() => (data?.pages ?? [initial]).flatMap((page) => page.held), [data, initial]);
  const held = useMemo(() => all.filter(({ image }) => !hidden.has(image.id)), [all, hidden]);
  const total = (data?.pages.at(-1)?.total ?? initial.total) - (all.length - held.length);

  const settle = useCallback(() => {
    renewImages(queryClient);
    pokeChanges();
  }, [queryClient]);

  /** Hides the image at once, and shows it again when the server refuses. */
  const choose = useCallback(
    async (imageId: string, choice: HeldChoice) => {
      decided.add([imageId]);
      try {
        await call(resolveHeldImage, { imageId, choice });
        settle();
      } catch (error) {
        decided.remove([imageId]);
        throw error;
      }
    },
    [settle],
  );
  const reopen = useCallback(
    async (imageId: string) => {
      await call(reopenHeldImage, { imageId });
      await queryClient.invalidateQueries({ queryKey: queryKeys.held });
      decided.remove([imageId]);
      settle();
    },
    [queryClient, settle],
  );
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage({ cancelRefetch: false });
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { held, total, choose, reopen, loadMore };
}
