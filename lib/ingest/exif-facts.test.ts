import { expect, test } from "vitest";
import { hideFileWords } from "../images/redact-image";
import { limits } from "../limits";
import { exifFacts } from "./exif-facts";

const image = {
  originalName: "a.jpg",
  title: null,
  description: null,
  tags: [],
  rating: null,
  takenSource: "added" as const,
  latitude: null,
  longitude: null,
  altitudeM: null,
  exif: null,
};

test("a time and a position that a person set stay, also one they took away; what the file had said is read anew", () => {
  const exif = { latitude: 48.85837, longitude: 2.29448, taken: { local: "2020-01-01T00:00:00" } };
  const read = { latitude: 48.85837, longitude: 2.29448, altitudeM: null };
  expect(exifFacts(image, exif)).toMatchObject({ ...read, takenSource: "exif" });
  expect(exifFacts({ ...image, ...read, exif }, { latitude: 1, longitude: 2 })).toMatchObject({ latitude: 1, longitude: 2 });
  for (const set of [{ latitude: 3, longitude: 4 }, { latitude: null, longitude: null }, { altitudeM: 30 }]) {
    const facts = exifFacts({ ...image, ...read, ...set, exif, takenSource: "person" }, exif);
    for (const field of ["latitude", "longitude", "altitudeM", "takenLocal", "takenSource"]) expect(facts).not.toHaveProperty(field);
  }
  expect(exifFacts({ ...image, latitude: 3, longitude: 4 }, exif)).not.toHaveProperty("latitude");
});

test("words of the file are taken over the first time only", () => {
  const exif = { keywords: ["sea"], description: "From the file" };
  expect(exifFacts(image, exif)).toMatchObject({ tags: ["sea"], description: "From the file" });
  expect(exifFacts({ ...image, exif }, exif)).not.toHaveProperty("tags");
});

test("places of the file are words of the image, also when a later reading finds them, with all its other words", () => {
  const places = ["Eiffel Tower", "Paris"];
  expect(exifFacts(image, { places }).searchWords).toBe("\na eiffel tower paris\n\n");
  const read = { ...image, exif: {}, title: "Trip", labels: ["tower"] };
  expect(exifFacts(read, { places }).searchWords).toBe("trip\na eiffel tower paris\ntower\n");
  expect(exifFacts({ ...read, exif: { places } }, { places })).not.toHaveProperty("searchWords");
  expect(exifFacts({ ...read, exif: { places } }, {}).searchWords).toBe("trip\na\ntower\n");
});

test("what the database cannot keep in JSON is left out, and what only looks like it stays", () => {
  const { exif } = exifFacts(image, { description: "C:\\u0000", software: "a\0b", keywords: ["\ud83d"], lens: "🦘" });
  expect(exif).toEqual({ description: "C:\\u0000", software: "ab", keywords: [], lens: "🦘" });
  expect(JSON.stringify(exif)).not.toMatch(/(?<!\\)\\u(0000|d8)/);
});

test("words of the file are known again by redaction, however long they are and wherever they are cut", () => {
  const { descriptionLengthMax, tagLengthMax } = limits.text;
  const keywords = [" spaced ", `${"k".repeat(tagLengthMax - 1)}🦘 more`, `${"t".repeat(tagLengthMax - 1)} tail`];
  const { tags, description, exif } = exifFacts(image, { keywords, description: `${"d".repeat(descriptionLengthMax - 1)}🦘 more` });
  // What the database makes of half a character.
  const kept = (text: string) => Buffer.from(text).toString();
  const words = { description: kept(description ?? ""), tags: (tags ?? []).map(kept) };
  expect(words.tags).toHaveLength(3);
  expect(exif?.keywords).toEqual(words.tags);
  expect(hideFileWords(words, exif ?? null)).toEqual({ description: null, tags: [] });
});
