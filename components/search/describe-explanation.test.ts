import { expect, test } from "vitest";
import { describeExplanation } from "./describe-explanation";

test("each way of finding is told in a sentence", () => {
  const meaning = { similarity: 0.3124, rank: 2, of: 40, similarityMin: 0.2, isHit: true };
  const words = { rank: 1, of: 3, found: [{ word: "cake", fields: ["tags" as const, "name" as const] }] };
  expect(describeExplanation({ failed: [], meaning, words })).toEqual([
    "By content: cosine similarity 0.312, number 2 of 40. The least similar picture that is shown has 0.200.",
    "By words, number 1 of 3: “cake” in its tags and its file name.",
  ]);
  const none = { similarity: null, rank: null, of: 0, similarityMin: null, isHit: false };
  expect(describeExplanation({ failed: [{ token: 0, says: "It was not taken in 2019." }], meaning: none, words: null })).toEqual([
    "It was not taken in 2019.",
    "By content: it has not been read by the search model.",
  ]);
  const nowhere = { rank: null, of: 0, found: [{ word: "cake", fields: [] }] };
  expect(describeExplanation({ failed: [], meaning: null, words: nowhere })).toEqual([
    "By words: none of them is in its name, title, tags or captions.",
  ]);
});
