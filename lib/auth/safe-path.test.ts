import { expect, test } from "vitest";
import { toSafePath } from "./safe-path";

test("a path of this site is kept with its query", () => {
  expect(toSafePath("/images/1?from=search")).toBe("/images/1?from=search");
  expect(toSafePath("/search?q=a%20dog&_rsc=abc")).toBe("/search?q=a+dog");
});

test("of a whole address only the path is kept", () => {
  expect(toSafePath("https://evil.example/x")).toBe("/x");
});

test.each(["//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "/%2f..//evil.example", "/.//evil.example"])(
  "%s leads to no other host",
  (wanted) => {
    const path = toSafePath(wanted);
    expect(path).toMatch(/^\/(?![/\\])/);
    expect(new URL(path, "http://here.example").host).toBe("here.example");
  },
);

test.each([undefined, "", "javascript:alert(1)", "/sign-in?callbackUrl=/x", "/sign-up", "/api/auth/signout"])("%s leads home", (wanted) => {
  expect(toSafePath(wanted)).toBe("/");
});
