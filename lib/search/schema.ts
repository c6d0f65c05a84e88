import { z } from "zod";
import { operation } from "../api/operation";
import { imageTile, plainText } from "../images/schema";
import { limits } from "../limits";

export const searchHit = z.object({
  image: imageTile,
  /** Cosine similarity, -1..1; null when only words found it. */
  similarity: z.number().nullable(),
  foundBy: z.array(z.enum(["meaning", "words"])).min(1),
});
export type SearchHit = z.infer<typeof searchHit>;

/** What search can and cannot see at the moment. */
export const searchCoverage = z.object({
  model: z.enum(["ready", "missing", "unavailable"]),
  /** A sentence for people, when the model is not ready. */
  reason: z.string().nullable(),
  embedded: z.number().int(),
  /** Images that still wait for their embedding. */
  waiting: z.number().int(),
});
export type SearchCoverage = z.infer<typeof searchCoverage>;

const limit = z.coerce.number().int().min(1).max(limits.page.searchSizeMax).default(100);
const output = z.object({ hits: z.array(searchHit), coverage: searchCoverage });
export type SearchResult = z.infer<typeof output>;
const tag = "search";

export const searchByText = operation({
  name: "searchByText",
  summary: "Images whose content, name, tags or collections fit the words, best first",
  tag,
  method: "GET",
  path: "/api/v1/search",
  access: "member",
  input: z.object({
    q: plainText.trim().min(1, "Type something to search for.").max(limits.text.queryLengthMax, "This search is too long."),
    limit,
  }),
  output,
});

export const searchByImage = operation({
  name: "searchByImage",
  summary: "Images like one of the library",
  tag,
  method: "GET",
  path: "/api/v1/images/{imageId}/similar",
  access: "member",
  input: z.object({ imageId: z.uuid(), limit }),
  output,
});

export const searchByPicture = operation({
  name: "searchByPicture",
  summary: "Images like a picture that is sent as the request's body and not kept",
  tag,
  method: "POST",
  path: "/api/v1/search",
  access: "member",
  upload: true,
  input: z.object({}),
  output,
});
