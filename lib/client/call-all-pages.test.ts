import { expect, test } from "vitest";
import { limits } from "../limits";
import { callAllPages } from "./call-all-pages";

const rowsOf = (count: number) => Array.from({ length: count }, (_, index) => ({ id: String(index) }));

function answering(rows: { id: string }[]) {
  const asked: number[] = [];
  const callPage = async ({ page, limit }: { page: number; limit: number }) => {
    asked.push(page);
    return { rows: rows.slice((page - 1) * limit, page * limit), page, total: rows.length };
  };
  return { asked, callPage };
}

test.each([
  [0, [1]],
  [100, [1]],
  [101, [1, 2]],
  [250, [1, 2, 3]],
])("a list of %i rows is fetched whole by the pages it has", async (count, pages) => {
  const { asked, callPage } = answering(rowsOf(count));
  expect(await callAllPages("rows", callPage)).toEqual({ rows: rowsOf(count), page: 1, total: count });
  expect(asked).toEqual(pages);
});

test("a row that a new one moves to the next page is in the list once", async () => {
  const rows = rowsOf(limits.page.sizeMax + 1);
  const { callPage } = answering(rows);
  const all = await callAllPages("rows", async (asked) => {
    const page = await callPage(asked);
    if (asked.page === 1) rows.unshift({ id: "new" });
    return page;
  });
  expect(all.rows).toEqual(rowsOf(limits.page.sizeMax + 1));
});

test("a list without end is not fetched for ever", async () => {
  const { asked, callPage } = answering(rowsOf(limits.page.sizeMax * 102));
  await callAllPages("rows", callPage);
  expect(asked).toHaveLength(100);
});
