import { expect, test } from "vitest";
import { findComponents } from "./find-components";

test("what hangs together is one component, the largest first, then by the smallest id", async () => {
  const edges = [
    ["d", "c"],
    ["z", "y"],
    ["a", "c"],
    ["f", "e"],
    ["d", "a"],
    ["b", "d"],
  ] as const;
  expect(await findComponents(edges)).toEqual([
    ["a", "b", "c", "d"],
    ["e", "f"],
    ["y", "z"],
  ]);
  expect(await findComponents([])).toEqual([]);
});

test("a long chain in any order is one component, and others run meanwhile", async () => {
  const names = Array.from({ length: 50_000 }, (_, index) => String(index).padStart(5, "0"));
  const edges = names.slice(1).map((name, index) => [name, names[index] ?? ""] as const);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  for (const order of [edges, edges.toReversed()]) expect(await findComponents(order)).toEqual([names]);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(1);
});
