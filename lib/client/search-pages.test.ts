import { expect, test } from "vitest";
import type { ImageTile } from "../images/schema";
import type { SearchHit, SearchResult } from "../search/schema";
import { findNextPage, joinPages } from "./search-pages";

type Given = { page?: number; total?: number; place?: "library" | "trash"; foundBy?: SearchHit["foundBy"] };

/** An answer with the hits `[from, until)` of a list. */
function answer(
  from: number,
  until: number,
  { page = 1, total = 2_500, place = "library", foundBy = ["filter"] }: Given = {},
): SearchResult {
  const hits = Array.from({ length: until - from }, (_, index) => {
    const image = { id: `image ${from + index}`, place } as ImageTile;
    return { image, similarity: null, foundBy };
  });
  const coverage = { model: "ready" as const, reason: null, embedded: 0, waiting: 0 };
  return { hits, page, total, coverage, query: null, nothingFits: false };
}

test("a search for filters alone goes on until all is loaded", () => {
  const [first, second, third] = [answer(0, 1_000), answer(1_000, 2_000, { page: 2 }), answer(2_000, 2_500, { page: 3 })];
  expect(findNextPage(first, [])).toBe(2);
  expect(findNextPage(first, [second])).toBe(3);
  expect(findNextPage(first, [second, third])).toBeUndefined();
  expect(joinPages(first, [second, third]).hits).toHaveLength(2_500);
});

test("a search for words ends where its ranking ends", () => {
  expect(findNextPage(answer(0, 1_000, { foundBy: ["meaning"] }), [])).toBeUndefined();
});

test("a page that is loaded in part is asked for again once some have left, and none is skipped or shown twice", () => {
  const left = answer(0, 3, { place: "trash" });
  const first = { ...answer(3, 1_000), hits: [...left.hits, ...answer(3, 1_000).hits] };
  expect(findNextPage(first, [])).toBe(1);
  const again = answer(3, 1_003, { total: 2_497 });
  expect(joinPages(first, [again]).hits.map(({ image }) => image.id)).toEqual(answer(0, 1_003).hits.map(({ image }) => image.id));
  expect(findNextPage(first, [again])).toBe(2);
});

test("a page that brings nothing new is not asked for again", () => {
  const first = answer(0, 990, { total: 1_500 });
  expect(findNextPage(first, [answer(0, 990, { total: 1_500 })])).toBe(2);
  expect(findNextPage(first, [answer(0, 990, { total: 900 })])).toBeUndefined();
});
