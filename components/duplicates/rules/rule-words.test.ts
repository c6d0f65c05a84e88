import { expect, test } from "vitest";
import { ruleCondition } from "@/lib/duplicates/rules/schema";
import { describeRule, findPart, formats, nameRule, sameness, sizes } from "./rule-words";

const names = new Map([["0190a5a0-0000-7000-8000-000000000001", "Holiday"]]);
const say = (condition: object, action: Parameters<typeof describeRule>[0]["action"]) =>
  describeRule({ condition: ruleCondition.parse(condition), action }, names);

test("the two rules of every library read as sentences", () => {
  expect(say({ ...sameness.pixels?.value }, { do: "keep", by: "most-metadata" })).toBe(
    "Where pictures have the same pixels: keep the one with most metadata, and move the others to the trash.",
  );
  const raw = { ...sameness.view?.value, ...sizes.ratio?.value, formats: formats.raw?.value };
  expect(say(raw, { do: "stack", by: "suggested" })).toBe(
    "Where pictures show the same view, also cropped, turned or written on, one a JPEG, the other a raw file, of the same proportions: stack them under the best one.",
  );
});

test("what only a script can say is said too", () => {
  const condition = { layers: ["perceptual"], agreementMin: 0.9, overlapMin: 0.5, collectionIds: [...names.keys()] };
  expect(say(condition, { do: "keep", by: "oldest" })).toBe(
    "Where pictures are found alike (perceptual), agreeing by at least 90 %, overlapping by at least 50 %, in Holiday: keep the oldest one, and move the others to the trash.",
  );
});

test("a rule without a name has a short one", () => {
  const name = (condition: object, action: Parameters<typeof nameRule>[0]["action"]) =>
    nameRule({ condition: ruleCondition.parse(condition), action });
  expect(name({ ...sameness.pixels?.value }, { do: "keep", by: "most-metadata" })).toBe("Same pixels: keep the one with most metadata");
  expect(name({ ...sameness.view?.value, formats: formats.raw?.value }, { do: "stack", by: "suggested" })).toBe(
    "Same view, two formats: stack under the best one",
  );
  expect(name({ layers: ["perceptual"] }, { do: "keep", by: "oldest" })).toBe("Found alike: keep the oldest one");
});

test("every part that can be chosen is found again by its value", () => {
  for (const [name, { value }] of Object.entries(sameness)) expect(findPart(sameness, value)).toBe(name);
  for (const [name, { value }] of Object.entries(formats)) expect(findPart(formats, value)).toBe(name);
});
