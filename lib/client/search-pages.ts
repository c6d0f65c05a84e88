import { limits } from "../limits";
import type { SearchHit, SearchResult } from "../search/schema";

const pageSize = limits.page.searchSizeMax;

/** Whether nothing was asked for but filters: then hits go on behind the first thousand, newest first. */
export function isListed({ hits }: Pick<SearchResult, "hits">): boolean {
  return hits.length > 0 && hits.every(({ foundBy }) => foundBy.every((way) => way === "filter"));
}

/** The hits of pages in order, each once, as its last page has it; the rest as the first page says. */
export function joinPages(first: SearchResult, further: readonly SearchResult[]): SearchResult {
  const last = further.at(-1);
  if (!last) return first;
  const byId = new Map<string, SearchHit>();
  for (const { hits } of [first, ...further]) for (const hit of hits) byId.set(hit.image.id, hit);
  return { ...first, hits: [...byId.values()], total: last.total };
}

/**
 * The number of the page of a thousand that holds the first hit which is not loaded; undefined when all
 * are. Those that have left the library since do not count, as they do not on the server: then a page
 * is asked for again that is loaded in part, rather than that its neighbor leaves some out.
 */
export function findNextPage(first: SearchResult, further: readonly SearchResult[]): number | undefined {
  if (!isListed(first)) return undefined;
  const { hits, total } = joinPages(first, further);
  const here = hits.filter(({ image }) => image.place === "library").length;
  const last = further.at(-1);
  const isFruitless = last !== undefined && joinPages(first, further.slice(0, -1)).hits.length === hits.length;
  const next = Math.max(Math.floor(here / pageSize) + 1, isFruitless ? last.page + 1 : 1);
  return here < total && (next - 1) * pageSize < total ? next : undefined;
}
