import { expect, test } from "vitest";
import { describeDifference } from "./describe-difference";

test("the share that differs is said, precisely where it is small", () => {
  expect(describeDifference({ covered: 1, different: 0 })).toBe("Nothing differs visibly");
  expect(describeDifference({ covered: 1, different: 0.0004 })).toBe("less than 0.1 % differs visibly");
  expect(describeDifference({ covered: 0.99, different: 0.0213 })).toBe("2.1 % differs visibly");
});

test("what only one of the two shows is said too", () => {
  expect(describeDifference({ covered: 0.64, different: 0.5 })).toBe("50 % differs visibly; they share 64 % of this frame");
});
