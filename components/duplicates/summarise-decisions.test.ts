import { expect, test } from "vitest";
import type { DecidedGroup } from "@/lib/client/duplicates/decision-queue";
import { summarise } from "./summarise-decisions";

test("a preview counts what stays and goes, and names the first that go", () => {
  const image = (id: string) => ({ id, sizeBytes: 100 });
  const decided = [
    { group: { images: [image("a"), image("b"), image("c")] }, decision: { action: "keep", keepIds: ["a"], trashIds: ["b", "c"] } },
    { group: { images: [image("d")] }, decision: { action: "keep", keepIds: ["d"], trashIds: ["e"] } },
  ] as unknown as DecidedGroup[];
  const { shown, ...counts } = summarise(decided, 1);
  expect(counts).toEqual({ kept: 2, trashed: 3, knownBytes: 200 });
  expect(shown.map(({ id }) => id)).toEqual(["b"]);
});
