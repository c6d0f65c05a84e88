import { expect, test } from "vitest";
import { acceptSuggestion } from "./use-suggestions";

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
