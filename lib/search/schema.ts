import { z } from "zod";
import { operation } from "../api/operation";
import { imageFilter, imageTile, plainText } from "../images/schema";
import { limits } from "../limits";

export const searchHit = z.object({
  image: imageTile,
  /** Cosine similarity to what was asked for, -1..1; null when one of the two has no embedding. */
  similarity: z.number().nullable(),
  foundBy: z.array(z.enum(["meaning", "words"])).min(1),
});
export type SearchHit = z.infer<typeof searchHit>;

/** What search can and cannot see at the moment. */
export const searchCoverage = z.object({
  model: z.enum(["ready", "missing", "unavailable"]),
  /** A sentence for people, when the model is not ready. */
  reason: z.string().nullable(),
  /** Images of the library, or of a collection that somebody shares, with an embedding. */
  embedded: z.number().int(),
  /** Images that still wait for their embedding. */
  waiting: z.number().int(),
});
export type SearchCoverage = z.infer<typeof searchCoverage>;

/** What every search takes: the filters of a list, and which of the results. */
export const searchOptions = imageFilter.extend({
  /** Smallest cosine similarity of a hit; when absent, the irrelevant tail is left out by itself. */
  minSimilarity: z.coerce.number().min(-1).max(1).optional(),
  limit: z.coerce.number().int().min(1).max(limits.page.searchSizeMax).default(limits.page.defaultSize),
  /** Counted from 1. Only the first 1,000 hits can be reached. */
  page: z.coerce.number().int().min(1).max(limits.page.searchSizeMax).default(1),
});
export type SearchOptions = z.output<typeof searchOptions>;

const output = z.object({
  hits: z.array(searchHit),
  page: z.number().int(),
  /** Hits on all pages; each way of finding gives at most its best 1,000. */
  total: z.number().int(),
  coverage: searchCoverage,
});
export type SearchResult = z.infer<typeof output>;
const tag = "search";

const queryText = plainText.trim().min(1, "Type something to search for.").max(limits.text.queryLengthMax, "This search is too long.");
const pictureUrl = plainText.trim().min(1).max(limits.upload.urlLengthMax);

export const searchByText = operation({
  name: "searchByText",
  summary: "Images whose content, name, tags or collections fit the words, best first",
  tag,
  method: "GET",
  path: "/api/v1/search",
  access: "member",
  input: searchOptions.extend({ q: queryText }),
  output,
});

export const searchByImage = operation({
  name: "searchByImage",
  summary: "Images like one that is here",
  tag,
  method: "GET",
  path: "/api/v1/images/{imageId}/similar",
  access: "member",
  input: searchOptions.extend({ imageId: z.uuid() }),
  output,
});

/** How much a part of a mix counts, in relation to the others; below 0: unlike it. */
const weight = z.coerce.number().min(-100).max(100);

const mixPart = z
  .object({ text: queryText.optional(), imageId: z.uuid().optional(), url: pictureUrl.optional(), weight: weight.default(1) })
  .refine(({ text, imageId, url }) => [text, imageId, url].filter((one) => one !== undefined).length === 1, {
    message: "Name exactly one of text, imageId and url.",
  });

/**
 * What is searched for: one of text, imageId, url and picture (the file of a form, or the whole body),
 * or a mix of several and of `items`. The vector is the sum of their unit embeddings by weight.
 */
export const searchMix = searchOptions.extend({
  text: queryText.optional(),
  imageId: z.uuid().optional(),
  url: pictureUrl.optional(),
  weights: z.object({ text: weight.optional(), imageId: weight.optional(), url: weight.optional(), picture: weight.optional() }).optional(),
  items: z.array(mixPart).max(limits.search.mixPartsMax).optional(),
});
export type SearchMix = z.output<typeof searchMix>;

export const searchByMix = operation({
  name: "searchByMix",
  summary: "Images like a picture that is sent and not kept, one that is here, a URL, a text, or a weighted mix of them",
  tag,
  method: "POST",
  path: "/api/v1/search",
  access: "member",
  scope: "read",
  upload: true,
  input: searchOptions,
  json: searchMix,
  form: searchMix.extend({ picture: z.file().optional() }),
  output,
  errors: ["type-not-allowed", "undecodable", "decode-limit", "address-not-allowed", "fetch-failed", "storage-full"],
});

/** One side of a comparison; a text is an image's id or an address. */
const side = z.union([
  z
    .object({ imageId: z.uuid().optional(), url: pictureUrl.optional() })
    .refine(({ imageId, url }) => (imageId === undefined) !== (url === undefined), { message: "Name an imageId or a url." }),
  z.uuid().transform((imageId) => ({ imageId, url: undefined })),
  pictureUrl.transform((url) => ({ imageId: undefined, url })),
]);

/** What to compare; a side that is absent is the file of that name in the form. */
export const comparison = z.object({ a: side.optional(), b: side.optional() });
export type Comparison = z.output<typeof comparison>;

const size = z.object({ width: z.number().int(), height: z.number().int() });

export const comparePictures = operation({
  name: "comparePictures",
  summary: "How alike two pictures are, each an image that is here, a URL or a file of the form; nothing is kept",
  tag,
  method: "POST",
  path: "/api/v1/compare",
  access: "member",
  scope: "read",
  upload: true,
  input: z.object({}),
  json: comparison,
  form: z.object({ a: z.union([z.file(), side]), b: z.union([z.file(), side]) }),
  output: z.object({
    /** Null without a search model, or when it sees nothing in one of the two. */
    cosineSimilarity: z.number().nullable(),
    /** Of the 64-bit perceptual hashes; null when one of the two is flat and has none. */
    hammingDistance: z.number().int().nullable(),
    /** Of the 256-bit ones. */
    hammingDistance256: z.number().int().nullable(),
    /** Null for somebody else's picture whose original is not shared. */
    sameBytes: z.boolean().nullable(),
    /** Of the upright pictures; null as before, or when they are too large for it. */
    samePixels: z.boolean().nullable(),
    a: size,
    b: size,
  }),
  errors: ["not-found", "type-not-allowed", "undecodable", "decode-limit", "address-not-allowed", "fetch-failed", "storage-full"],
});
