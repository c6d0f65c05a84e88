import { expect, test } from "vitest";
import { fuseRanks } from "./fuse-ranks";

test("what both ways found is before what one way found", () => {
  const fused = fuseRanks([
    { way: "meaning", ids: ["a", "b", "c"] },
    { way: "words", ids: ["d", "c"] },
  ]);
  expect(fused.map(({ id }) => id)).toEqual(["c", "d", "a", "b"]);
  expect(fused[0]?.foundBy).toEqual(["meaning", "words"]);
});

test("what says less of what is asked counts less, whatever its rank", () => {
  const fused = fuseRanks([
    { way: "meaning", ids: ["a", "b"] },
    { way: "words", ids: ["c", "d"], shares: [1, 0.5] },
  ]);
  expect(fused.map(({ id }) => id)).toEqual(["c", "a", "b", "d"]);
});

test("one way alone keeps its order", () => {
  expect(fuseRanks([{ way: "words", ids: ["x", "y", "z"] }]).map(({ id }) => id)).toEqual(["x", "y", "z"]);
  expect(fuseRanks([])).toEqual([]);
});
