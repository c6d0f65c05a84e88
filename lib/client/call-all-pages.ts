import { limits } from "../limits";

const pagesMax = 100;

/**
 * All rows of a list, page after page, up to ten thousand, in the answer to the first page. A row that
 * moves to a later page meanwhile is in it once.
 */
export async function callAllPages<K extends string, Page extends Record<K, { id: string }[]> & { total: number }>(
  key: K,
  callPage: (asked: { page: number; limit: number }) => Promise<Page>,
): Promise<Page> {
  const limit = limits.page.sizeMax;
  const all = await callPage({ page: 1, limit });
  const known = new Set(all[key].map(({ id }) => id));
  for (let page = 2; (page - 1) * limit < all.total && page <= pagesMax; page++) {
    const next = await callPage({ page, limit });
    all.total = next.total;
    all[key].push(...next[key].filter(({ id }) => !known.has(id)));
    for (const { id } of next[key]) known.add(id);
  }
  return all;
}
