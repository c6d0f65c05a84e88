import { expect, test } from "vitest";
import { nothingUnlessAsked, planSearch } from "./plan-search";
import { asksNothing } from "./syntax/is-left-out";
import { parseQuery } from "./syntax/parse-query";
import { queryKeys } from "./syntax/query-keys";

const isNothing = (line: string) => {
  const plan = planSearch(parseQuery(line, "2026-11-21").tokens);
  return nothingUnlessAsked(plan) !== plan;
};
const isSaidToBe = (line: string) => asksNothing(parseQuery(line, "2026-11-21").tokens);

test("what the page calls a line of which nothing is understood is what the search finds nothing by", () => {
  const values = ["", "ban", "2019", "red", "favourite", "position", "5mb", "3", "48,2", "48,x", "png", '"a b"', '""'];
  for (const { names } of Object.values(queryKeys))
    for (const value of values)
      for (const line of [`${names[0]}:${value}`, `-${names[0]}:${value}`]) expect(isSaidToBe(line), line).toBe(isNothing(line));
  for (const line of [
    "dog",
    "-dog",
    "foo:bar",
    '"a dog"',
    '-"!!!"',
    "!!!",
    "larger:ban dog",
    "larger:ban -dog",
    "larger:ban tag:x",
    "is:held",
  ])
    expect([isSaidToBe(line), isNothing(line)], line).toEqual([false, false]);
  for (const line of ["larger:ban", "larger:ban on:someday", "tag: -is:wonderful"])
    expect([isSaidToBe(line), isNothing(line)], line).toEqual([true, true]);
});
