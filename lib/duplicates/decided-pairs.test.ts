import { expect, test } from "vitest";
import { type DecidedPair, DecidedPairs } from "./decided-pairs";

function decidedBy(...pairs: [string, string, DecidedPair["decision"]][]): DecidedPairs {
  const decided = new DecidedPairs();
  for (const [imageId, ofImageId, decision] of pairs) decided.add({ imageId, ofImageId, decision });
  return decided;
}

test("what was decided about two holds in both directions, and about nothing else", () => {
  for (const decision of ["duplicate", "alternate", "not-related"] as const) {
    const decided = decidedBy(["a", "b", decision]);
    expect([decided.has("a", "b"), decided.has("b", "a"), decided.has("a", "c"), decided.has("c", "d")]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  }
});

test("what is not related to one of several duplicates is not related to any of them", () => {
  const decided = decidedBy(["a", "b", "not-related"], ["c", "b", "duplicate"], ["d", "c", "duplicate"], ["x", "a", "duplicate"]);
  for (const copy of ["b", "c", "d"]) for (const other of ["a", "x"]) expect(decided.has(copy, other)).toBe(true);
  expect(decided.has("b", "d")).toBe(true);
  expect(decided.has("e", "a")).toBe(false);
});

test("a later decision joins things about which there was one before", () => {
  const decided = decidedBy(["a", "b", "not-related"]);
  expect(decided.has("a", "c")).toBe(false);
  decided.add({ imageId: "b", ofImageId: "c", decision: "duplicate" });
  expect(decided.has("a", "c")).toBe(true);
});

test("shots of one scene are decided among each other; not being related goes no further than duplicates", () => {
  const decided = decidedBy(["a", "b", "alternate"], ["b", "c", "alternate"], ["d", "a", "duplicate"], ["e", "a", "not-related"]);
  expect([decided.has("a", "c"), decided.has("d", "c")]).toEqual([true, true]);
  expect([decided.has("e", "d"), decided.has("e", "b")]).toEqual([true, false]);
});

test("no two of a set, nor their duplicates, have to do with each other; what is in another set may", () => {
  const decided = decidedBy(["x", "a", "duplicate"], ["y", "b", "alternate"]);
  for (const imageId of ["a", "b", "c"]) decided.addApart({ setId: "s", imageId });
  for (const imageId of ["c", "d"]) decided.addApart({ setId: "t", imageId });
  expect([decided.has("a", "b"), decided.has("x", "c"), decided.has("c", "d")]).toEqual([true, true, true]);
  expect([decided.has("a", "d"), decided.has("y", "c"), decided.has("e", "a")]).toEqual([false, false, false]);
  decided.add({ imageId: "e", ofImageId: "x", decision: "duplicate" });
  expect(decided.has("e", "c")).toBe(true);
});

test("a hundred thousand decisions are looked through at once", () => {
  const decided = new DecidedPairs();
  for (let index = 0; index < 100_000; index++)
    decided.add({ imageId: `i${index}`, ofImageId: `i${index + 1}`, decision: index % 1_000 === 0 ? "not-related" : "duplicate" });
  expect(decided.has("i1", "i1000")).toBe(true);
  expect(decided.has("i1", "i2000")).toBe(true);
  expect(decided.has("i1", "i2001")).toBe(false);
});
