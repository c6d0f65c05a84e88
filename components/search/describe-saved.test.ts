import { expect, test } from "vitest";
import { describeMissing, describeSaved } from "./describe-saved";

const pictures = (...weights: number[]) => weights.map((weight) => ({ imageId: "one", weight }));

test("a kept search says what it looks for beside its name", () => {
  const textOf = (name: string, query: string, ...weights: number[]) => describeSaved({ name, query, pictures: pictures(...weights) });
  expect(textOf("dog", "dog")).toBeUndefined();
  expect(textOf("Pets", "dog")).toBe("dog");
  expect(textOf("dog", "dog", 1)).toBe("like 1 picture");
  expect(textOf("Pets", "dog", 2, 1, -1)).toBe("dog · like 2 pictures, unlike 1");
  expect(textOf("Pets", "", -1)).toBe("unlike 1 picture");
});

test("pictures that are gone are told, and whether any is left", () => {
  expect(describeMissing({ pictures: pictures(1), missingPictures: 0 })).toBeUndefined();
  expect(describeMissing({ pictures: pictures(1), missingPictures: 1 })).toBe("1 of its pictures is no longer there");
  expect(describeMissing({ pictures: [], missingPictures: 1 })).toBe("Its picture is no longer there");
  expect(describeMissing({ pictures: [], missingPictures: 2 })).toBe("Its pictures are no longer there");
});
