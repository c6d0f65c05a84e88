"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import { showError, showUndo } from "@/components/ui/toast";
import type { InputOf } from "@/lib/api/operation";
import { call } from "@/lib/client/call";
import { commitSoon } from "@/lib/client/commit-soon";
import { IdSet } from "@/lib/client/id-set";
import { savedSearchesQuery } from "@/lib/client/saved-searches-query";
import { deleteSavedSearch, type SavedSearch, updateSavedSearch } from "@/lib/search/saved-schema";

/** Saved searches whose deletion can still be undone. */
const gone = new IdSet();
const noIds: ReadonlySet<string> = new Set();

/** The searches that one keeps, by name, without those just deleted; empty until they are known. */
export function useSavedSearches(): readonly SavedSearch[] {
  const hidden = useSyncExternalStore(gone.subscribe, gone.ids, () => noIds);
  const { data } = useQuery(savedSearchesQuery);
  return useMemo(() => (data ?? []).filter(({ id }) => !hidden.has(id)), [data, hidden]);
}

/** What can be done with a saved search. */
export function useSavedSearchActions() {
  const queryClient = useQueryClient();
  const renew = () => queryClient.invalidateQueries({ queryKey: savedSearchesQuery.queryKey });
  return {
    change: async ({ id }: SavedSearch, patch: Omit<InputOf<typeof updateSavedSearch>, "searchId">) => {
      const changed = await call(updateSavedSearch, { searchId: id, ...patch });
      await renew();
      return changed;
    },
    remove: ({ id, name }: SavedSearch) => {
      gone.add([id]);
      const stop = commitSoon(deleteSavedSearch, { searchId: id }, (error) => {
        if (error) showError(error);
        void renew().finally(() => gone.remove([id]));
      });
      showUndo(`${name} deleted; its pictures stay`, () => {
        stop();
        gone.remove([id]);
      });
    },
  };
}
