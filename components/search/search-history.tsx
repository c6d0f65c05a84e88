"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { History, X } from "lucide-react";
import Link from "next/link";
import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { Spinner } from "@/components/ui/spinner";
import { showError, showUndo } from "@/components/ui/toast";
import { call } from "@/lib/client/call";
import { commitSoon } from "@/lib/client/commit-soon";
import { IdSet } from "@/lib/client/id-set";
import { queryKeys } from "@/lib/client/query-keys";
import { searchAddressOf } from "@/lib/client/search-wish";
import { limits } from "@/lib/limits";
import { clearSearchHistory, forgetSearch, listSearchHistory } from "@/lib/search/saved-schema";

/** Searches whose removal can still be undone. */
const gone = new IdSet();
const noIds: ReadonlySet<string> = new Set();
const historyKey = [...queryKeys.searchHelp, "history"];

/** What was searched for, to be searched again or forgotten; mounted while it is open. */
export function SearchHistory({ onClose }: { onClose: () => void }) {
  const hidden = useSyncExternalStore(gone.subscribe, gone.ids, () => noIds);
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: historyKey,
    queryFn: ({ signal, pageParam: page }) => call(listSearchHistory, { page, limit: limits.page.sizeMax }, { signal }),
    initialPageParam: 1,
    getNextPageParam: ({ page, total }) => (page * limits.page.sizeMax < total ? page + 1 : undefined),
  });
  const forgetting = useForgetting();
  const { clear } = forgetting;
  // The keyboard goes on at the next one: a button that is gone would lose it.
  const forget = (id: string, button: HTMLButtonElement) => {
    const row = button.closest("li");
    const next = row?.nextElementSibling ?? row?.previousElementSibling;
    (next?.querySelector("button") ?? row?.closest<HTMLElement>("[role=dialog]"))?.focus();
    forgetting.forget(id);
  };
  // A line that is searched for meanwhile pushes another onto the next page: each is shown once.
  const all = new Map(data?.pages.flatMap((page) => page.entries.map((entry) => [entry.id, entry] as const)));
  const entries = [...all.values()].filter(({ id }) => !hidden.has(id));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Search history"
      description="What you searched for. Nobody else sees it."
      readOnly={entries.length === 0}
      footer={
        entries.length > 0 && (
          <Button variant="quiet" onClick={() => clear([...all.keys()])}>
            Clear the history
          </Button>
        )
      }
    >
      {error && <p className="text-danger text-sm">{error.message}</p>}
      {!data && !error && <Spinner label="Loading" />}
      {data && entries.length === 0 && <p className="py-6 text-center text-muted text-sm">Nothing is remembered.</p>}
      <ul className="-mx-2 flex flex-col">
        {entries.map(({ id, query }) => (
          <li key={id} className="flex items-center gap-1 rounded-md focus-within:bg-hover hover:bg-hover">
            <Link
              href={searchAddressOf({ q: query, pictures: [] })}
              onClick={onClose}
              className="flex min-h-10 min-w-0 flex-1 items-center gap-2.5 rounded-md px-2 text-sm pointer-coarse:min-h-11"
            >
              <History size={16} aria-hidden className="shrink-0 text-muted" />
              <span className="truncate">{query}</span>
            </Link>
            <IconButton label={`Forget ${query}`} icon={<X size={16} aria-hidden />} onClick={(event) => forget(id, event.currentTarget)} />
          </li>
        ))}
      </ul>
      {hasNextPage && entries.length > 0 && (
        <div className="flex justify-center pt-2">
          <Button variant="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older searches
          </Button>
        </div>
      )}
    </Dialog>
  );
}

/** Takes searches away at once, and for good when that can no longer be undone. */
function useForgetting() {
  const queryClient = useQueryClient();
  const settle = (ids: readonly string[]) => (error?: unknown) => {
    if (error) showError(error);
    void queryClient.invalidateQueries({ queryKey: queryKeys.searchHelp }).finally(() => gone.remove(ids));
  };
  const hide = (ids: readonly string[], message: string, stop: () => void) => {
    gone.add(ids);
    showUndo(message, () => {
      stop();
      gone.remove(ids);
    });
  };
  return {
    forget: (id: string) => hide([id], "Search forgotten", commitSoon(forgetSearch, { entryId: id }, settle([id]))),
    clear: (ids: readonly string[]) => hide(ids, "Search history cleared", commitSoon(clearSearchHistory, {}, settle(ids))),
  };
}
