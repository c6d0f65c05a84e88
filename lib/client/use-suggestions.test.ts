import { expect, test } from "vitest";
import { acceptSuggestion, carrySuggestions } from "./use-suggestions";

const common = { label: "", count: null };

test("a filter takes the place of what was begun, and the next word can be typed at once", () => {
  const tag = { ...common, kind: "tag" as const, start: 4, end: 9, insert: 'tag:"red car"' };
  expect(acceptSuggestion("dog tag:r", tag)).toEqual({ line: 'dog tag:"red car" ', caret: 18 });
  expect(acceptSuggestion("dog tag:r 2019", { ...tag, insert: "tag:red" })).toEqual({ line: "dog tag:red 2019", caret: 11 });
});

test("behind the name of a filter its value is typed, and a whole line replaces all", () => {
  expect(acceptSuggestion("ca", { ...common, kind: "key", start: 0, end: 2, insert: "camera:" })).toEqual({ line: "camera:", caret: 7 });
  expect(acceptSuggestion("ca", { ...common, kind: "search", start: 0, end: 2, insert: "cat 2019" })).toEqual({
    line: "cat 2019",
    caret: 8,
  });
});

test("what was typed since is part of what a suggestion takes the place of, so that nothing of it stays behind", () => {
  const tag = { ...common, kind: "tag" as const, start: 4, end: 9, insert: "tag:red" };
  const [carried] = carrySuggestions([tag], "dog tag:r 2019", "dog tag:red 2019");
  expect(carried && acceptSuggestion("dog tag:red 2019", carried).line).toBe("dog tag:red 2019");
  const [shortened] = carrySuggestions([tag], "dog tag:r", "dog tag:");
  expect(shortened && acceptSuggestion("dog tag:", shortened).line).toBe("dog tag:red ");
});

test("a suggestion for another place of the line is gone at once", () => {
  const tag = { ...common, kind: "tag" as const, start: 4, end: 9, insert: "tag:red" };
  for (const line of ["cat tag:r", "dog tag:r a", "dog", "", "dog tag:r2 2019", "a dog tag:r"])
    expect(carrySuggestions([tag], "dog tag:r", line)).toEqual([]);
});

test("a whole line stays on offer while a line is typed, and goes with the last letter", () => {
  const line = { ...common, kind: "search" as const, start: 0, end: 2, insert: "cat 2019" };
  expect(carrySuggestions([line], "ca", "cat")).toEqual([{ ...line, end: 3 }]);
  expect(carrySuggestions([line], "ca", "")).toEqual([]);
});
