import { queryOptions } from "@tanstack/react-query";
import { limits } from "../limits";
import { type SearchResult, searchByImage, searchByMix, searchByText } from "../search/schema";
import { ApiError, call } from "./call";
import { findQueryPicture } from "./picture-query";
import { queryKeys } from "./query-keys";

/** What is searched for: words, an image of the library, or a picture kept in this tab. */
export type SearchWish = { by: "text"; q: string } | { by: "image"; imageId: string } | { by: "picture"; pictureId: string };

/** Results of one search; the first page is enough for most, more are asked for at its end. */
export const searchPageSize = 120;

/** While pictures wait for their embedding, results are asked again this often. */
const waitingMs = 8_000;

/** What the address of the search page asks for; undefined when nothing. */
export function searchWishOf(parameters: Pick<URLSearchParams, "get">): SearchWish | undefined {
  const imageId = parameters.get("like");
  if (imageId) return { by: "image", imageId };
  const pictureId = parameters.get("picture");
  if (pictureId) return { by: "picture", pictureId };
  const q = parameters.get("q")?.trim();
  return q ? { by: "text", q } : undefined;
}

/** The results of a search; a newer search cancels the request of an older one. */
export function searchQuery(wish: SearchWish, limit = searchPageSize) {
  return queryOptions({
    queryKey: queryKeys.search({ ...wish, limit }),
    queryFn: ({ signal }) => runSearch(wish, limit, signal),
    staleTime: 30_000,
    refetchInterval: ({ state }) => (wish.by !== "picture" && (state.data?.coverage.waiting ?? 0) > 0 ? waitingMs : false),
  });
}

function runSearch(wish: SearchWish, limit: number, signal: AbortSignal): Promise<SearchResult> {
  if (wish.by === "text") return call(searchByText, { q: wish.q, limit }, { signal });
  if (wish.by === "image") return call(searchByImage, { imageId: wish.imageId, limit }, { signal });
  const picture = findQueryPicture(wish.pictureId);
  if (!picture) throw new ApiError(404, "not-found", "The picture to search with is no longer here. Choose it again.");
  if (picture.file.size > limits.upload.searchPictureBytesMax) {
    const mostMb = limits.upload.searchPictureBytesMax / 1_048_576;
    throw new ApiError(413, "file-too-large", `A picture to search with may have at most ${mostMb} MB.`);
  }
  const form = new FormData();
  form.set("limit", String(limit));
  form.set("picture", picture.file);
  return call(searchByMix, {}, { signal, body: form });
}
