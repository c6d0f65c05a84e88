import { expect, test } from "vitest";
import { describeMissing, describeSaved } from "./describe-saved";

const picture = (weight = 1, isHere = true) => ({ imageId: "one", weight, isHere });

test("a kept search says what it looks for beside its name", () => {
  expect(describeSaved({ name: "dog", query: "dog", pictures: [] })).toBeUndefined();
  expect(describeSaved({ name: "Pets", query: "dog", pictures: [] })).toBe("dog");
  expect(describeSaved({ name: "dog", query: "dog", pictures: [picture()] })).toBe("like 1 picture");
  expect(describeSaved({ name: "Pets", query: "dog", pictures: [picture(2), picture(), picture(-1)] })).toBe(
    "dog · like 2 pictures, unlike 1",
  );
  expect(describeSaved({ name: "Pets", query: "", pictures: [picture(-1)] })).toBe("unlike 1 picture");
});

test("pictures that are gone are told, and whether any is left", () => {
  expect(describeMissing([picture()])).toBeUndefined();
  expect(describeMissing([picture(), picture(1, false)])).toBe("1 of its pictures is no longer there");
  expect(describeMissing([picture(1, false)])).toBe("its picture is no longer there");
  expect(describeMissing([picture(1, false), picture(-1, false)])).toBe("its pictures are no longer there");
});
