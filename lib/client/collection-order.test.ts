import { expect, test } from "vitest";
import { findRuns } from "./collection-order";

const runsOf = (list: string, moved: string) =>
  findRuns([...list], new Set(moved)).map(({ imageIds, before }) => `${imageIds.join("")}<${before}`);

test("where images stand is told by the next one that does not move", () => {
  expect(runsOf("abcdef", "b")).toEqual(["b<c"]);
  expect(runsOf("abcdef", "abdf")).toEqual(["f<null", "d<e", "ab<c"]);
  expect(runsOf("abc", "abc")).toEqual(["abc<null"]);
  expect(runsOf("abc", "")).toEqual([]);
});
