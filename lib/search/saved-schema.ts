import { z } from "zod";
import { operation } from "../api/operation";
import { plainText } from "../images/schema";
import { limits } from "../limits";
import { pageInput, pageOutput } from "../paging";
import { queryText, searchAnswer, searchOptions } from "./schema";

const tag = "search";
const searchId = z.uuid();
const name = plainText.trim().min(1, "Give the search a name.").max(limits.text.nameLengthMax);

/** A search that a person kept: a collection whose images are found anew each time. */
export const savedSearch = z.object({ id: searchId, name: z.string(), query: z.string(), createdAt: z.string(), updatedAt: z.string() });
export type SavedSearch = z.infer<typeof savedSearch>;

export const listSavedSearches = operation({
  name: "listSavedSearches",
  summary: "Searches that one kept, by name",
  tag,
  method: "GET",
  path: "/api/v1/searches",
  access: "member",
  input: z.object(pageInput),
  output: z.object({ searches: z.array(savedSearch), ...pageOutput }),
});

export const createSavedSearch = operation({
  name: "createSavedSearch",
  summary: "Keep a search under a name",
  tag,
  method: "POST",
  path: "/api/v1/searches",
  access: "member",
  successStatus: 201,
  input: z.object({ name, query: queryText }),
  output: savedSearch,
  errors: ["conflict"],
});

export const getSavedSearch = operation({
  name: "getSavedSearch",
  summary: "One kept search",
  tag,
  method: "GET",
  path: "/api/v1/searches/{searchId}",
  access: "member",
  input: z.object({ searchId }),
  output: savedSearch,
});

export const updateSavedSearch = operation({
  name: "updateSavedSearch",
  summary: "Change the name or the line of a kept search",
  tag,
  method: "PATCH",
  path: "/api/v1/searches/{searchId}",
  access: "member",
  input: z.object({ searchId, name: name.optional(), query: queryText.optional() }),
  output: savedSearch,
});

export const deleteSavedSearch = operation({
  name: "deleteSavedSearch",
  summary: "Forget a kept search; its images stay",
  tag,
  method: "DELETE",
  path: "/api/v1/searches/{searchId}",
  access: "member",
  input: z.object({ searchId }),
  output: "none",
});

export const listSavedSearchImages = operation({
  name: "listSavedSearchImages",
  summary: "Runs a kept search, as `searchByText` answers its line",
  tag,
  method: "GET",
  path: "/api/v1/searches/{searchId}/images",
  access: "member",
  input: searchOptions.extend({ searchId }),
  output: searchAnswer,
});

/** A line that a person searched for. */
export const searchHistoryEntry = z.object({ id: z.uuid(), query: z.string(), uses: z.number().int(), usedAt: z.string() });

export const listSearchHistory = operation({
  name: "listSearchHistory",
  summary: "Lines that one searched for on the page, the last one first",
  tag,
  method: "GET",
  path: "/api/v1/search/history",
  access: "member",
  input: z.object(pageInput),
  output: z.object({ entries: z.array(searchHistoryEntry), ...pageOutput }),
});

export const rememberSearch = operation({
  name: "rememberSearch",
  summary: "Put a line into one's search history, as the page does when somebody has searched; the oldest beyond 500 go",
  tag,
  method: "POST",
  path: "/api/v1/search/history",
  access: "member",
  input: z.object({ query: queryText }),
  output: searchHistoryEntry,
});

export const clearSearchHistory = operation({
  name: "clearSearchHistory",
  summary: "Forget all that one searched for",
  tag,
  method: "DELETE",
  path: "/api/v1/search/history",
  access: "member",
  input: z.object({}),
  output: "none",
});

export const forgetSearch = operation({
  name: "forgetSearch",
  summary: "Forget one line of one's search history",
  tag,
  method: "DELETE",
  path: "/api/v1/search/history/{entryId}",
  access: "member",
  input: z.object({ entryId: z.uuid() }),
  output: "none",
});
