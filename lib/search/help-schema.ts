import { z } from "zod";
import { operation } from "../api/operation";
import { plainText } from "../images/schema";
import { limits } from "../limits";
import { queryText, searchLine, searchOptions } from "./schema";

const tag = "search";

/** One way to go on with the line. */
export const searchSuggestion = z.object({
  /** search: a whole line of the own history; saved: a kept search, whose line it is. */
  kind: z.enum([
    "key",
    "word",
    "person",
    "tag",
    "label",
    "in",
    "camera",
    "colour",
    "type",
    "is",
    "has",
    "on",
    "before",
    "after",
    "rating",
    "search",
    "saved",
  ]),
  /** What to put in the place of the span, for example `tag:"two words"`. */
  insert: z.string(),
  /** What to show, without key and quotes. */
  label: z.string(),
  /** How many images have it, or how often the line was asked for; null: not counted. */
  count: z.number().int().nullable(),
});
export type SearchSuggestion = z.infer<typeof searchSuggestion>;

export const suggestSearches = operation({
  name: "suggestSearches",
  summary: "Ways to go on with a line of the search box, from what the library holds, most used first",
  tag,
  method: "GET",
  path: "/api/v1/search/suggestions",
  access: "member",
  input: z.object({
    q: plainText.max(limits.text.queryLengthMax).default(""),
    /** Where in the line one writes, in UTF-16 units; at its end when absent. */
    caret: z.coerce.number().int().min(0).max(limits.text.queryLengthMax).optional(),
    today: searchOptions.shape.today,
    limit: z.coerce.number().int().min(1).max(limits.search.suggestionsMax).default(limits.search.suggestionsMax),
  }),
  output: z.object({
    /** The part of the line that a suggestion takes the place of. */
    start: z.number().int(),
    end: z.number().int(),
    suggestions: z.array(searchSuggestion),
  }),
});

export const explainHit = operation({
  name: "explainHit",
  summary: "Why a search finds an image, or does not: by which way, at which rank and cosine similarity, which words in which field",
  tag,
  method: "GET",
  path: "/api/v1/search/explain",
  access: "member",
  input: searchOptions.extend({ q: queryText, imageId: z.uuid() }),
  output: z.object({
    query: searchLine,
    /** Filters, and words that must or must not be there, that it does not pass; empty: it passes all. */
    failed: z.array(z.object({ token: z.number().int().nullable(), says: z.string() })),
    /** By content; null: nothing was asked for that has an embedding, or there is no model. */
    meaning: z
      .object({
        /** Null: the image has no embedding. */
        similarity: z.number().nullable(),
        /** Counted from 1 among all that pass the filters; null without an embedding, or when it does not pass. */
        rank: z.number().int().nullable(),
        of: z.number().int(),
        /** Images below this are left out of the hits. */
        similarityMin: z.number().nullable(),
        isHit: z.boolean(),
      })
      .nullable(),
    words: z
      .object({
        rank: z.number().int().nullable(),
        of: z.number().int(),
        found: z.array(
          z.object({
            word: z.string(),
            fields: z.array(z.enum(["title", "tags", "name", "description", "labels", "caption", "text", "collection"])),
          }),
        ),
      })
      .nullable(),
    /** Among all hits; null: it is none. */
    rank: z.number().int().nullable(),
    of: z.number().int(),
  }),
  errors: ["not-found"],
});
