import { z } from "zod";
import { operation } from "../api/operation";
import { imageFilter } from "../images/list-schema";
import { includeDetails, namedImage, plainText } from "../images/schema";
import { limits } from "../limits";
import { queryToken } from "./syntax/query";

export const searchHit = z.object({
  image: namedImage,
  /** Cosine similarity to what was asked for, -1..1; null when one of the two has no embedding. */
  similarity: z.number().nullable(),
  /** filter: nothing was asked for but filters, which it passes. */
  foundBy: z.array(z.enum(["meaning", "words", "filter"])).min(1),
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

/** What was understood of the line in the search box. */
export const searchLine = z.object({
  /** The line as Magpie writes it. */
  line: z.string(),
  /** Its parts, at their places in the line that was sent. */
  tokens: z.array(queryToken),
  /** The line had more parts than are looked at. */
  isCut: z.boolean(),
});
export type SearchLine = z.infer<typeof searchLine>;

/** What every search takes: the filters of a list, and which of the results. */
export const searchOptions = imageFilter.extend({
  /** Smallest cosine similarity of a hit; when absent, the irrelevant tail is left out by itself. */
  minSimilarity: z.coerce.number().min(-1).max(1).optional(),
  limit: z.coerce.number().int().min(1).max(limits.page.searchSizeMax).default(limits.page.defaultSize),
  /** Counted from 1. Only the first 1,000 hits can be reached. */
  page: z.coerce.number().int().min(1).max(limits.page.searchSizeMax).default(1),
  /** The day of whoever asks, against which "last summer" is read; when absent, the server's. */
  today: z.iso
    .date()
    .refine((text) => text > "1000" && text < "9990", "This is not a day.")
    .optional(),
  include: includeDetails,
});
export type SearchOptions = z.output<typeof searchOptions>;

export const searchAnswer = z.object({
  hits: z.array(searchHit),
  page: z.number().int(),
  /** Hits on all pages; each way of finding gives at most its best 1,000. */
  total: z.number().int(),
  coverage: searchCoverage,
  /** Null when no line was sent. */
  query: searchLine.nullable(),
  /** Nothing is like what was asked for: the hits, if any, are only the nearest that there are. */
  nothingFits: z.boolean(),
});
export type SearchResult = z.infer<typeof searchAnswer>;
const tag = "search";

export const queryText = plainText
  .trim()
  .min(1, "Type something to search for.")
  .max(limits.text.queryLengthMax, "This search is too long.");
const pictureUrl = plainText.trim().min(1).max(limits.upload.urlLengthMax);

/** A part of the upright picture, in fractions of its sides from the upper left corner; as text `left,top,width,height`. */
const box = z
  .object({
    left: z.number().min(0).max(1),
    top: z.number().min(0).max(1),
    width: z.number().min(0.01).max(1),
    height: z.number().min(0.01).max(1),
  })
  .refine(({ left, top, width, height }) => left + width <= 1.001 && top + height <= 1.001, "This part reaches beyond the picture.");
export const region = z.union([
  box,
  z
    .string()
    .max(200)
    .transform((text) => text.split(",").map(Number))
    .refine((numbers) => numbers.length === 4, "Write left,top,width,height in fractions of the picture.")
    .transform(([left = 0, top = 0, width = 0, height = 0]) => ({ left, top, width, height }))
    .pipe(box),
]);
export type Region = z.output<typeof region>;

export const searchByText = operation({
  name: "searchByText",
  summary:
    'Images that fit a line of the search box, best first: words, "exact words", -not this, and filters like tag:, in:, before:, 2019, is:favourite; filters alone list what passes, newest first',
  tag,
  method: "GET",
  path: "/api/v1/search",
  access: "member",
  input: searchOptions.extend({ q: queryText }),
  output: searchAnswer,
});

export const searchByImage = operation({
  name: "searchByImage",
  summary: "Images like one that is here, or like a part of it",
  tag,
  method: "GET",
  path: "/api/v1/images/{imageId}/similar",
  access: "member",
  input: searchOptions.extend({ imageId: z.uuid(), region: region.optional() }),
  output: searchAnswer,
});

/** How much a part of a mix counts, in relation to the others; below 0: unlike it. */
export const weight = z.coerce.number().min(-100).max(100);

/** The name of a file of the form. */
const pictureName = z.string().regex(/^picture[1-3]?$/, "Name a file of the form: picture, picture1, picture2 or picture3.");

const mixPart = z
  .object({
    text: queryText.optional(),
    imageId: z.uuid().optional(),
    url: pictureUrl.optional(),
    picture: pictureName.optional(),
    /** Only this part of the picture. */
    region: region.optional(),
    weight: weight.default(1),
  })
  .refine(({ text, imageId, url, picture }) => [text, imageId, url, picture].filter((one) => one !== undefined).length === 1, {
    message: "Name exactly one of text, imageId, url and picture.",
  });

/**
 * What is searched for: a line `q` as in the search box, one of text (words only, no syntax), imageId,
 * url and picture (a file of the form, or the whole body), or a mix of several and of `items`, which
 * may name further files of the form. The vector is the sum of their unit embeddings by weight; below
 * 0: unlike it. Words of `q` are looked up as well, and its filters hold.
 */
export const searchMix = searchOptions.extend({
  q: queryText.optional(),
  text: queryText.optional(),
  imageId: z.uuid().optional(),
  url: pictureUrl.optional(),
  /** Only this part of the picture that imageId, url or picture names. */
  region: region.optional(),
  weights: z
    .object({
      q: weight.optional(),
      text: weight.optional(),
      imageId: weight.optional(),
      url: weight.optional(),
      picture: weight.optional(),
    })
    .optional(),
  items: z.array(mixPart).max(limits.search.mixPartsMax).optional(),
});
export type SearchMix = z.output<typeof searchMix>;

/** A mix as a form, with its files. */
export const searchByMixForm = searchMix.extend({
  picture: z.file().optional(),
  picture1: z.file().optional(),
  picture2: z.file().optional(),
  picture3: z.file().optional(),
});

export const searchByMix = operation({
  name: "searchByMix",
  summary:
    "Images like pictures that are sent and not kept, that are here or behind a URL, parts of them, texts and a line of the search box, weighted, also unlike",
  tag,
  method: "POST",
  path: "/api/v1/search",
  access: "member",
  scope: "read",
  upload: true,
  input: searchOptions,
  json: searchMix,
  form: searchByMixForm,
  output: searchAnswer,
  errors: ["type-not-allowed", "undecodable", "decode-limit", "address-not-allowed", "fetch-failed", "storage-full"],
});

/** A picture that is searched with: behind a url, or a file (of the form, or the whole body). */
export const pictureToRender = z.object({ url: pictureUrl.optional() });

export const renderPicture = operation({
  name: "renderPicture",
  summary: "A picture to search with as a JPEG of at most 1600 pixels, upright: a file that is sent or one behind a URL; nothing is kept",
  tag,
  method: "POST",
  path: "/api/v1/search/picture",
  access: "member",
  scope: "read",
  upload: true,
  input: z.object({}),
  json: pictureToRender,
  form: pictureToRender.extend({ picture: z.file().optional() }),
  output: "bytes",
  contentType: "image/jpeg",
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
    /** Of the 64-bit perceptual hashes, the least of the eight turns and mirrors; null when one of the two is flat and has none. */
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
