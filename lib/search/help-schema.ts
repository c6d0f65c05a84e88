import { z } from "zod";
import { operation } from "../api/operation";
import { plainText } from "../images/schema";
import { limits } from "../limits";
import { queryText, searchByMixForm, searchLine, searchMix, searchOptions } from "./schema";

const tag = "search";

/** One way to go on with the line. */
export const searchSuggestion = z.object({
  /** key: the name of a filter; search: a line of the own history; saved: the line of a kept search; else a filter. */
  kind: z.enum([
    "key",
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
    "near",
    "rating",
    "search",
    "saved",
  ]),
  /** The part of the line that it takes the place of, in UTF-16 units, the end excluded. */
  start: z.number().int(),
  end: z.number().int(),
  /** What to put there, for example `tag:"two words"`. */
  insert: z.string(),
  /** What to show, without key and quotes. */
  label: z.string(),
  /** How many images of the own library have it, how many of a collection it shows, counted up to 2,000, or how often the line was asked for; null: not counted. */
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
  output: z.object({ suggestions: z.array(searchSuggestion) }),
});

/** Why a search finds an image, or does not. */
const explanation = z.object({
  /** Filters, and words that must or must not be there, that it does not pass, each with the token's index; empty: it passes all. */
  failed: z.array(z.object({ token: z.number().int().nullable(), says: z.string() })),
  /** By content; null: nothing was asked for that has an embedding, or there is no model. */
  meaning: z
    .object({
      /** Null: the image has no embedding. */
      similarity: z.number().nullable(),
      /** Counted from 1 among the nearest 1,000 that pass the filters; null when it is none of them. */
      rank: z.number().int().nullable(),
      of: z.number().int(),
      /** That of the least similar hit; null: there is none. */
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
          fields: z.array(z.enum(["title", "tags", "name", "description", "labels", "caption", "text", "place", "collection"])),
        }),
      ),
    })
    .nullable(),
  /** Among all hits; null: it is none. */
  rank: z.number().int().nullable(),
  of: z.number().int(),
});

export const explainHit = operation({
  name: "explainHit",
  summary: "Why a search finds an image, or does not: by which way, at which rank and cosine similarity, which words in which field",
  tag,
  method: "GET",
  path: "/api/v1/search/explain",
  access: "member",
  input: searchOptions.omit({ include: true }).extend({ q: queryText, imageId: z.uuid() }),
  output: explanation.extend({ query: searchLine }),
  errors: ["not-found"],
});

/** A mix, and of which image it is asked why it finds it. */
export const explainedMix = searchMix.omit({ include: true }).extend({ hitId: z.uuid() });
export type ExplainedMix = z.output<typeof explainedMix>;

export const explainMix = operation({
  name: "explainMix",
  summary: "Why a search by pictures, perhaps with a line, finds an image, or does not, as `explainHit` says it of a line",
  tag,
  method: "POST",
  path: "/api/v1/search/explain",
  access: "member",
  scope: "read",
  upload: true,
  input: z.object({}),
  json: explainedMix,
  form: searchByMixForm.extend({ hitId: z.uuid() }),
  output: explanation.extend({
    /** Null when no line was sent. */
    query: searchLine.nullable(),
  }),
  errors: ["not-found", "type-not-allowed", "undecodable", "decode-limit", "address-not-allowed", "fetch-failed", "storage-full"],
});
