import { expect, test } from "vitest";
import { exifFacts } from "./exif-facts";

const image = {
  originalName: "a.jpg",
  title: null,
  description: null,
  tags: [],
  rating: null,
  takenSource: "added" as const,
  stepVersions: {},
};

test("what the database cannot keep in JSON is left out, and what only looks like it stays", () => {
  const { exif } = exifFacts(image, { description: "C:\\u0000", software: "a\0b", keywords: ["\ud83d"], lens: "🦘" });
  expect(exif).toEqual({ description: "C:\\u0000", software: "ab", keywords: [""], lens: "🦘" });
  expect(JSON.stringify(exif)).not.toMatch(/(?<!\\)\\u(0000|d8)/);
});
