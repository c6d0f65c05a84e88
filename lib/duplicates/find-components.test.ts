import { expect, test } from "vitest";
import { findComponents } from "./find-components";

test("what hangs together is one component, the largest first, then by the smallest id", () => {
  const edges = [
    ["d", "c"],
    ["z", "y"],
    ["a", "c"],
    ["f", "e"],
    ["d", "a"],
    ["b", "d"],
  ] as const;
  expect(findComponents(edges)).toEqual([
    ["a", "b", "c", "d"],
    ["e", "f"],
    ["y", "z"],
  ]);
  expect(findComponents([])).toEqual([]);
});

test("a long chain in any order is one component", () => {
  const names = Array.from({ length: 50_000 }, (_, index) => String(index).padStart(5, "0"));
  const edges = names.slice(1).map((name, index) => [name, names[index] ?? ""] as const);
  for (const order of [edges, edges.toReversed()]) expect(findComponents(order)).toEqual([names]);
});
