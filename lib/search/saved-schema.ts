import { z } from "zod";
import { operation } from "../api/operation";
import { plainText } from "../images/schema";
import { limits } from "../limits";
import { pageInput, pageOutput } from "../paging";
import { queryText, region, searchAnswer, searchOptions, weight } from "./schema";

const tag = "search";
const searchId = z.uuid();
const name = plainText.trim().min(1, "Give the search a name.").max(limits.text.nameLengthMax);

/** A line of the search box; it may be empty beside pictures. */
const savedQuery = plainText.trim().max(limits.text.queryLengthMax, "This search is too long.");

/** A picture that is searched with: one that is here, or a part of it, and how much it counts; below 0: unlike it. */
const savedPicture = z.object({ imageId: z.uuid(), weight: weight.default(1), region: region.optional() });
const savedPictures = z
  .array(savedPicture)
  .max(limits.search.picturesMax, `A kept search holds at most ${limits.search.picturesMax} pictures.`);

/** A search that a person kept: a collection whose images are found anew each time. */
export const savedSearch = z.object({
  id: searchId,
  name: z.string(),
  query: z.string(),
  pictures: z.array(
    z.object({
      imageId: z.uuid(),
      weight: z.number(),
      region: z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }).optional(),
    }),
  ),
  /** Further pictures of it that are deleted, or no longer shared with one: the search goes on without them. */
  missingPictures: z.number().int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
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
  summary: "Keep a search under a name: a line, pictures that are here, or both",
  tag,
  method: "POST",
  path: "/api/v1/searches",
  access: "member",
  successStatus: 201,
  input: z.object({ name, query: savedQuery.default(""), pictures: savedPictures.default([]) }),
  output: savedSearch,
  errors: ["conflict", "not-found"],
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
  summary: "Change the name, the line or the pictures of a kept search; pictures replace all that it has",
  tag,
  method: "PATCH",
  path: "/api/v1/searches/{searchId}",
  access: "member",
  input: z.object({ searchId, name: name.optional(), query: savedQuery.optional(), pictures: savedPictures.optional() }),
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
  summary: "Runs a kept search, as `searchByText` answers its line, and `searchByMix` its line with pictures",
  tag,
  method: "GET",
  path: "/api/v1/searches/{searchId}/images",
  access: "member",
  input: searchOptions.extend({ searchId }),
  output: searchAnswer.extend({
    /** Pictures of it that are no longer there for one: they count for nothing. */
    missingPictures: z.number().int(),
  }),
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
