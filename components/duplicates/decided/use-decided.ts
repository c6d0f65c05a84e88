import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { OutputOf } from "@/lib/api/operation";
import { pokeChanges } from "@/lib/client/activity";
import { renewImages } from "@/lib/client/apply-changes";
import { call } from "@/lib/client/call";
import { queryKeys } from "@/lib/client/query-keys";
import { type DecidedGroup, listDecidedGroups } from "@/lib/duplicates/decided-schema";
import { reopenDuplicateGroup } from "@/lib/duplicates/schema";

export type DecidedList = OutputOf<typeof listDecidedGroups>;
type Pages = InfiniteData<DecidedList, string | undefined>;

/** What was decided about duplicates, as far as it is loaded, and the way back. */
export function useDecided(initial: DecidedList) {
  const queryClient = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: queryKeys.decidedGroups,
    queryFn: ({ signal, pageParam }) => call(listDecidedGroups, pageParam ? { cursor: pageParam } : {}, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: DecidedList) => last.nextCursor ?? undefined,
    initialData: { pages: [initial], pageParams: [undefined] } satisfies Pages,
    // Something may have been decided since this was last looked at.
    refetchOnMount: "always",
  });
  const groups = useMemo(() => query.data.pages.flatMap((page) => page.groups), [query.data]);
  const takeBack = useCallback(
    async ({ decidedAt, imageIds }: DecidedGroup) => {
      const { restoredIds } = await call(reopenDuplicateGroup, { imageIds });
      queryClient.setQueryData<Pages>(queryKeys.decidedGroups, (old) => old && without(old, decidedAt));
      queryClient.removeQueries({ queryKey: ["duplicate-groups"] });
      renewImages(queryClient);
      pokeChanges();
      return restoredIds.length;
    },
    [queryClient],
  );
  return { ...query, groups, takeBack };
}

function without({ pages, pageParams }: Pages, decidedAt: string): Pages {
  return { pages: pages.map((page) => ({ ...page, groups: page.groups.filter((group) => group.decidedAt !== decidedAt) })), pageParams };
}
