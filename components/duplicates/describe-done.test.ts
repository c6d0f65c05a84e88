import { expect, test } from "vitest";
import { describeDone } from "./describe-done";

test("what was done is said with how many are where", () => {
  expect(describeDone({ action: "keep", keepIds: ["a"], trashIds: ["b"] })).toBe("One is kept, 1 picture in the trash");
  expect(describeDone({ action: "keep", keepIds: ["a", "b"], trashIds: ["c", "d"] })).toBe("2 are kept, 2 pictures in the trash");
  expect(describeDone({ action: "dismiss", keepIds: ["a", "b"], trashIds: [] })).toBe("Both kept: not related");
  expect(describeDone({ action: "stack", keepIds: ["a", "b", "c"], trashIds: [] })).toBe("3 pictures stacked as shots of one scene");
  expect(describeDone({ action: "keep", keepIds: ["a"], trashIds: [] })).toBe("The picture is kept");
  expect(describeDone({ action: "keep", keepIds: [], trashIds: ["a"] })).toBe("The picture is in the trash");
});
