import { expect, test } from "vitest";
import { buildSearchWords, buildTextWords, readPlaces, splitIntoRuns } from "./search-words";

const wordsOf = (text: string) => buildTextWords([text]).split(" ");

test("a file's name is found by its parts, without its extension", () => {
  expect(buildSearchWords({ originalName: "IMG_1234-holidayBeach2.JPEG" }).split(/\s/)).toEqual(
    expect.arrayContaining(["img", "1234", "holidaybeach2", "holiday", "beach", "2"]),
  );
  expect(buildSearchWords({ originalName: "photo.JPG" }).trim()).toBe("photo");
  expect(buildSearchWords({ originalName: ".jpg" }).trim()).toBe("jpg");
});

test("runs of capitals end where the next word begins", () => {
  expect(wordsOf("HTMLFile")).toEqual(["htmlfile", "html", "file"]);
});

test("places that the file names stand with its name", () => {
  const exif = { places: ["New York", 3, "États-Unis"] };
  expect(buildSearchWords({ originalName: "a.png", places: readPlaces(exif) }).split("\n")[1]).toBe("a new york états etats unis");
  expect([readPlaces(null), readPlaces({ places: "x" })]).toEqual([[], []]);
});

test("what people say, the name and what models see stand on lines of their own, by weight", () => {
  const image = { originalName: "a.png", title: "Quokka", description: "by the sea", tags: ["Tour 3"] };
  expect(buildSearchWords({ ...image, labels: ["animal"], caption: "A quokka.", foundText: "No entry" })).toBe(
    "quokka tour 3\na by the sea\nanimal a quokka\nno entry",
  );
});

test("Chinese is found by any part of it", () => {
  expect(wordsOf("我的狗在草地上")).toEqual(["我的狗在草地上", "我的", "的狗", "狗在", "在草", "草地", "地上", "上"]);
  expect(wordsOf("2024北京trip")).toEqual(["2024", "北京", "京", "trip"]);
});

test("accents may be left out, and full-width letters are letters", () => {
  expect(wordsOf("Café")).toEqual(["café", "cafe"]);
  expect(wordsOf("ＡＢＣ１")).toEqual(["abc1", "abc", "1"]);
});

test("signs of query languages, quotes and NUL are no words", () => {
  expect(buildTextWords(["a'b & c | !d :* <-> \\ \0 % _ \" (e)"])).toBe("a b c d e");
  expect(buildTextWords(["", "  ", "!!!"])).toBe("");
});

test("a word of any length is cut, never in the middle of a character", () => {
  const [run] = splitIntoRuns("𝒶x".repeat(5_000).normalize("NFC"));
  expect([...(run?.word ?? "")].length).toBe(64);
  expect(run?.word).not.toMatch(/\p{Cs}/u);
});
