import { expect, test } from "vitest";
import { describeCoverage } from "./coverage-note";

const ready = { model: "ready" as const, reason: null, embedded: 488, waiting: 12 };

test("nothing is said while search sees every picture", () => {
  expect(describeCoverage({ ...ready, waiting: 0 }, false)).toBeUndefined();
});

test("pictures that still wait for their embedding are counted in words", () => {
  expect(describeCoverage(ready, false)).toBe("12 of 500 pictures are still being read; search does not see their content yet.");
  expect(describeCoverage({ ...ready, embedded: 0, waiting: 1 }, true)).toBe("1 picture is still being read; it is not compared yet.");
});

test("a missing model is named with what is searched without it", () => {
  expect(describeCoverage({ ...ready, model: "missing", reason: "It was not fetched" }, false)).toBe(
    "Search by content needs a model: It was not fetched. Until then, names, tags and collections are searched.",
  );
});
