import { queryOptions } from "@tanstack/react-query";
import { limits } from "../limits";
import { listSavedSearches, type SavedSearch } from "../search/saved-schema";
import { call } from "./call";
import { queryKeys } from "./query-keys";

/** All searches that one keeps, by name. */
export const savedSearchesQuery = queryOptions({
  queryKey: queryKeys.savedSearches,
  queryFn: ({ signal }) => callAllSaved(signal),
  staleTime: 60_000,
});

async function callAllSaved(signal: AbortSignal): Promise<SavedSearch[]> {
  const all: SavedSearch[] = [];
  for (let page = 1; page <= limits.search.savedMax / limits.page.sizeMax; page++) {
    const { searches, total } = await call(listSavedSearches, { page, limit: limits.page.sizeMax }, { signal });
    all.push(...searches);
    if (searches.length === 0 || all.length >= total) break;
  }
  return all;
}
