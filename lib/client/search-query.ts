import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { limits } from "../limits";
import { explainHit, explainMix } from "../search/help-schema";
import { type SearchResult, searchByImage, searchByMix, searchByText } from "../search/schema";
import { ApiError, call } from "./call";
import { findQueryPicture } from "./picture-query";
import { queryKeys } from "./query-keys";
import { findNextPage } from "./search-pages";
import { filesMax, type PicturePart, type SearchWish, writeRegion } from "./search-wish";

/** Results of one search; the first page is enough for most, more are asked for at its end. */
export const searchPageSize = 120;

/** While pictures wait for their embedding, results are asked again this often. */
const waitingMs = 8_000;

/** Whether a wish holds a file of this tab, which is sent again with each request. */
export function sendsFiles({ pictures }: SearchWish): boolean {
  return pictures.some(({ source }) => "pictureId" in source);
}

/** The day where the browser is, against which "last summer" is read. */
export function localDay(now = new Date()): string {
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** The results of a search; a newer search cancels the request of an older one. */
export function searchQuery(wish: SearchWish, limit = searchPageSize) {
  return queryOptions({
    queryKey: queryKeys.search({ ...wish, limit }),
    queryFn: ({ signal }) => runSearch(wish, limit, signal),
    staleTime: 30_000,
    refetchInterval: ({ state }) => (!sendsFiles(wish) && (state.data?.coverage.waiting ?? 0) > 0 ? waitingMs : false),
  });
}

/** The pages of a search for filters alone behind its first thousand hits, `first`. */
export function furtherSearchQuery(wish: SearchWish, first: SearchResult | undefined) {
  const nextOf = (pages: readonly SearchResult[]) => first && findNextPage(first, pages);
  return infiniteQueryOptions({
    queryKey: queryKeys.search({ ...wish, further: true }),
    queryFn: ({ signal, pageParam: page }) =>
      call(searchByText, { q: wish.q, limit: limits.page.searchSizeMax, page, today: localDay() }, { signal }),
    initialPageParam: nextOf([]) ?? 2,
    getNextPageParam: (_last, pages) => nextOf(pages),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

function runSearch(wish: SearchWish, limit: number, signal: AbortSignal): Promise<SearchResult> {
  const { q, pictures } = wish;
  const today = localDay();
  const [first] = pictures;
  if (!first) return call(searchByText, { q, limit, today }, { signal });
  if (!q && pictures.length === 1 && first.weight > 0 && "imageId" in first.source)
    return call(
      searchByImage,
      { imageId: first.source.imageId, limit, ...(first.region && { region: writeRegion(first.region) }) },
      { signal },
    );
  return call(searchByMix, {}, { signal, body: toForm(wish, { limit, today }) });
}

/** Why the search of a wish finds an image, or does not. */
export function explanationQuery(wish: SearchWish, hitId: string) {
  const today = localDay();
  return queryOptions({
    queryKey: queryKeys.explanation({ ...wish, hitId, today }),
    queryFn: ({ signal }) =>
      wish.pictures.length === 0
        ? call(explainHit, { q: wish.q, imageId: hitId, today }, { signal })
        : call(explainMix, {}, { signal, body: toForm(wish, { today, hitId }) }),
  });
}

function toForm({ q, pictures }: SearchWish, more: Record<string, unknown>): FormData {
  const form = new FormData();
  const items = pictures.map(({ source, weight, region }) => ({ ...toItem(source, form), weight, ...(region && { region }) }));
  form.set("query", JSON.stringify({ ...(q && { q }), ...more, items }));
  return form;
}

const fileNames = ["picture", "picture1", "picture2"] as const;

function toItem(source: PicturePart["source"], form: FormData): Record<string, string> {
  if (!("pictureId" in source)) return source;
  const picture = findQueryPicture(source.pictureId);
  if (!picture) throw new ApiError(404, "not-found", "The picture to search with is no longer here. Choose it again.");
  if (picture.file.size > limits.upload.searchPictureBytesMax) {
    const mostMb = limits.upload.searchPictureBytesMax / 1_048_576;
    throw new ApiError(413, "file-too-large", `A picture to search with may have at most ${mostMb} MB.`);
  }
  const name = fileNames.find((each) => !form.has(each));
  if (!name) throw new ApiError(400, "invalid-input", `At most ${filesMax} files can be searched with at once.`);
  form.set(name, picture.file);
  return { picture: name };
}
