import { expect, test } from "vitest";
import { listUnproven, type Result, relabel } from "./mutation-report";

const result = (key: string, state: string): Result => ({ key, file: "", line: 1, what: "", cells: 1, killedBy: null, state });

test("what survives is unproven, and so is a reason for one that a cell notices or that is not there", () => {
  const proven = [result("a", "killed"), result("b", "second door: c"), result("c", "equivalent")];
  expect(listUnproven(proven, { c: "" })).toEqual([]);
  expect(listUnproven([...proven, result("d", "survived"), result("e", "not reached"), result("f", "no time")], { c: "" })).toHaveLength(3);
  expect(listUnproven(proven, { c: "", a: "", gone: "" })).toEqual([
    "listed as equivalent, but killed: a",
    "listed as equivalent, but there is no such mutant: gone",
  ]);
});

test("a mutant is equivalent as long as it is listed and nothing notices it", () => {
  expect(relabel({ key: "a", state: "survived" }, { a: "" })).toBe("equivalent");
  expect(relabel({ key: "a", state: "not reached" }, { a: "" })).toBe("equivalent");
  expect(relabel({ key: "a", state: "killed" }, { a: "" })).toBe("killed");
  expect(relabel({ key: "a", state: "equivalent" }, {})).toBe("survived");
});
