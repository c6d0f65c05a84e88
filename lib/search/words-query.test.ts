import { expect, test } from "vitest";
import { buildWordsQuery } from "./words-query";

test("every word is wanted, and may still be being typed", () => {
  expect(buildWordsQuery("Quo tes")).toBe("'quo':* & 'tes':*");
});

test("a word is found whole or by its parts, with and without its accents", () => {
  expect(buildWordsQuery("IMG12")).toBe("('img12':* | ('img':* & '12':*))");
  expect(buildWordsQuery("café")).toBe("('café':* | 'cafe':*)");
});

test("Chinese is wanted pair by pair", () => {
  expect(buildWordsQuery("狗")).toBe("'狗':*");
  expect(buildWordsQuery("草地上")).toBe("('草地上':* | ('草地':* & '地上':* & '上':*))");
});

test("operators, quotes, percent signs and NUL are nothing to look for", () => {
  expect(buildWordsQuery("a'b & !c | (d:*) <-> \\ % \0")).toBe("'a':* & 'b':* & 'c':* & 'd':*");
  expect(buildWordsQuery("  %%% '' ")).toBeUndefined();
});

test("a long text stays a bounded query", () => {
  expect((buildWordsQuery("aB1".repeat(333)) ?? "").length).toBeLessThan(1_000);
  expect((buildWordsQuery("狗猫".repeat(500)) ?? "").length).toBeLessThan(1_000);
  expect((buildWordsQuery("x ".repeat(500)) ?? "").split("&").length).toBe(32);
});
