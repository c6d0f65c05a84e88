import { expect, test } from "vitest";
import { toUsername } from "./oidc-username";
import { username } from "./schema";

test.each([
  ["Ada Lovelace", "Ada-Lovelace"],
  ["ada@example.org", "ada"],
  ["..ada..", "ada.."],
  ["Ａｄａ", "Ada"],
  ["李明", "李明"],
  ["a\0b/../c", "a-b-..-c"],
  ["x".repeat(80), "x".repeat(50)],
])("%j becomes a username", (name, expected) => {
  expect(toUsername(name)).toBe(expected);
  expect(username.safeParse(expected).success).toBe(true);
});

test.each([undefined, "", "!", "@example.org", "x", "🐦"])("%j has nothing to offer", (name) => {
  expect(toUsername(name)).toBeUndefined();
});
