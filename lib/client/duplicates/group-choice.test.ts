import { expect, test } from "vitest";
import type { DuplicateGroup } from "../../duplicates/schema";
import { decideKept, describeKept, listGroupIds, splitDecision, suggestKept } from "./group-choice";

const group = (ids: string[], more: Partial<DuplicateGroup> = {}) =>
  ({ images: ids.map((id) => ({ id })), restIds: [], suggestedKeepId: ids[0], similarIds: [], ...more }) as unknown as DuplicateGroup;

test("the suggested picture is kept, and what is only similar to it", () => {
  expect([...suggestKept(group(["a", "b", "c"]))]).toEqual(["a"]);
  expect([...suggestKept(group(["a", "b", "c"], { suggestedKeepId: "b", similarIds: ["c"] }))]).toEqual(["b", "c"]);
});

test("what is not kept goes to the trash, in a large group also what has not been shown yet", () => {
  const large = group(["a", "b"], { restIds: ["c", "d"], suggestedKeepId: "b" });
  expect(listGroupIds(large)).toEqual(["a", "b", "c", "d"]);
  expect(decideKept(large, new Set(["b"]))).toEqual({ action: "keep", keepIds: ["b"], trashIds: ["a", "c", "d"] });
});

test("the suggested one comes first of those kept, so that it takes over what the others know", () => {
  expect(decideKept(group(["a", "b", "c"], { suggestedKeepId: "b" }), new Set(["a", "b"]))).toEqual({
    action: "keep",
    keepIds: ["b", "a"],
    trashIds: ["c"],
  });
});

test("all kept means that they are not related, but one alone is just kept", () => {
  expect(decideKept(group(["a", "b"]), new Set(["a", "b"]))).toMatchObject({ action: "dismiss", trashIds: [] });
  expect(decideKept(group(["a"]), new Set(["a"]))).toEqual({ action: "keep", keepIds: ["a"], trashIds: [] });
});

test("a large decision is sent in parts that each name the first kept picture and together name all", () => {
  const trashIds = Array.from({ length: 10 }, (_, index) => `t${index}`);
  const parts = splitDecision({ action: "keep", keepIds: ["k", "l"], trashIds }, 5);
  expect(parts.map(({ keepIds }) => keepIds)).toEqual([["k", "l"], ["k"], ["k"], ["k"]]);
  expect(parts.flatMap((part) => part.trashIds)).toEqual(trashIds);
  expect(Math.max(...parts.map((part) => part.keepIds.length + part.trashIds.length))).toBeLessThanOrEqual(5);
  const small = { action: "keep" as const, keepIds: ["k"], trashIds: ["t"] };
  expect(splitDecision(small)).toEqual([small]);
});

test("the main button says what it does", () => {
  expect([describeKept(5, 1), describeKept(2, 2), describeKept(5, 5), describeKept(1, 1)]).toEqual([
    "Keep 1, trash 4",
    "Keep both",
    "Keep all",
    "Keep it",
  ]);
});
