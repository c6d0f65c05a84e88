import { expect, test } from "vitest";
import { buildExactQuery, buildWordsQuery, countTellingWords, listWordTerms } from "./words-query";

test("every word is wanted, and may still be being typed", () => {
  expect(buildWordsQuery("Quo tes")).toBe("'quo':* & 'tes':*");
});

test("a word is found whole or by its parts, with and without its accents", () => {
  expect(buildWordsQuery("IMG12")).toBe("('img12':* | ('img':* & '12':*))");
  expect(buildWordsQuery("café")).toBe("('café':* | 'cafe':*)");
});

test("a plural finds the singular, as it stands", () => {
  expect(buildWordsQuery("quokkas glass")).toBe("('quokkas':* | 'quokka') & 'glass':*");
  expect(buildWordsQuery("puppies foxes")).toBe("('puppies':* | 'puppy' | 'puppie') & ('foxes':* | 'fox' | 'foxe')");
});

test("little words are looked up only alone", () => {
  expect(buildWordsQuery("a dog on the beach")).toBe("'dog':* & 'beach':*");
  expect(buildWordsQuery("the")).toBe("'the':*");
});

test("exact words are these and nothing that begins with them", () => {
  expect(buildExactQuery("The café IMG12")).toBe("'the' & ('café' | 'cafe') & 'img12'");
  expect(buildExactQuery("草地")).toBe("('草地':* | ('草地':* & '地':*))");
  expect(buildExactQuery("!?")).toBeUndefined();
});

test("Chinese is wanted pair by pair", () => {
  expect(buildWordsQuery("狗")).toBe("'狗':*");
  expect(buildWordsQuery("草地上")).toBe("('草地上':* | ('草地':* & '地上':* & '上':*))");
});

test("each word is one to look for by itself, a short one as it stands", () => {
  expect(listWordTerms("the red quokka of Red quokka")).toEqual(["'red'", "'quokka':*"]);
  expect(listWordTerms("狗 the")).toEqual(["'狗':*"]);
  expect(listWordTerms("!?")).toEqual([]);
});

test("operators, quotes, percent signs and NUL are nothing to look for", () => {
  expect(buildWordsQuery("e'b & !c | (d:*) <-> \\ % \0")).toBe("'e':* & 'b':* & 'c':* & 'd':*");
  expect(buildWordsQuery("  %%% '' ")).toBeUndefined();
});

test("a long text stays a bounded query", () => {
  expect((buildWordsQuery("aB1".repeat(333)) ?? "").length).toBeLessThan(1_000);
  expect((buildWordsQuery("狗猫".repeat(500)) ?? "").length).toBeLessThan(1_000);
  expect((buildWordsQuery("x ".repeat(500)) ?? "").split("&").length).toBe(32);
});

test("words that say something are counted, of scripts without spaces two characters as one", () => {
  expect(["a dog running on the grass", "dog", "the", "", "我的狗在草地上", "狗 dog"].map(countTellingWords)).toEqual([3, 1, 0, 0, 4, 2]);
});
