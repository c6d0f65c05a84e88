import { expect, test } from "vitest";
import { readOnDuplicate } from "./on-duplicate";

test("near duplicates wait unless the command line says otherwise, in either way", () => {
  expect(readOnDuplicate({})).toBe("review");
  expect(readOnDuplicate({ "reject-duplicates": true })).toBe("reject");
  for (const choice of ["review", "reject", "reject-similar"]) expect(readOnDuplicate({ "on-duplicate": choice })).toBe(choice);
  expect(readOnDuplicate({ "on-duplicate": "reject", "reject-duplicates": true })).toBe("reject");
});

test("another word, and two that differ, are told apart", () => {
  expect(() => readOnDuplicate({ "on-duplicate": "refuse" })).toThrow("--on-duplicate takes review, reject, reject-similar.");
  expect(() => readOnDuplicate({ "on-duplicate": "" })).toThrow("--on-duplicate takes");
  expect(() => readOnDuplicate({ "on-duplicate": "review", "reject-duplicates": true })).toThrow("differ");
});
