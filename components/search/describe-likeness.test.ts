import { expect, test } from "vitest";
import { describeLikeness } from "./describe-likeness";

test.each([
  [[], ""],
  [[1], "like this"],
  [[-1], "unlike this"],
  [[2, 0.5], "like these"],
  [[1, -1], "like and unlike these"],
  [[0], "with this"],
])("pictures that count %j are searched for %j", (weights, words) => {
  expect(describeLikeness(weights.map((weight) => ({ weight })))).toBe(words);
});
