import { expect, test } from "vitest";
import { z } from "zod";
import { createCollection } from "../collections/schema";
import { createDuplicateRule } from "../duplicates/rules/schema";
import { searchByText, searchMix } from "../search/schema";
import { parseInput } from "./parse-input";
import { operations } from "./registry";

const id = "01a1ff7a-068c-733f-9e03-5cbc6decae08";

function faultsOf(schema: z.ZodType, input: unknown): unknown {
  try {
    parseInput(schema, input);
  } catch (error) {
    return (error as { fieldErrors?: unknown }).fieldErrors;
  }
  return undefined;
}

test.each<[unknown, Record<string, string>]>([
  [{ name: "Tour", imageIds: [] }, { imageIds: "Name at least one." }],
  [{ name: "Tour", imageIds: ["x"] }, { "imageIds.0": "This is not an id." }],
  [{ name: "Tour", imageIds: id }, { imageIds: "This must be a list." }],
  [{}, { name: "This is missing." }],
  [{ name: 5 }, { name: "This must be a text." }],
  [{ name: " " }, { name: "Give the collection a name." }],
  [{ name: "x".repeat(10_000) }, { name: "Write at most 200 characters." }],
  [{ name: "Tour", tags: [""] }, { "tags.0": "This must not be empty." }],
])("POST /collections answers %j by words of its own", (input, expected) => {
  expect(faultsOf(createCollection.input, input)).toEqual(expected);
});

test("choices, numbers, unions and nested fields are said in words, each beside its field", () => {
  expect(faultsOf(searchByText.input, { q: "dog", limit: "many", page: "0", today: "2019" })).toEqual({
    limit: "This must be a number.",
    page: "This must be at least 1.",
    today: "Write a day like 2019-05-31.",
  });
  expect(faultsOf(searchByText.input, { q: "dog", place: "attic", collectionId: "here" })).toEqual({
    place: "This must be one of “library”, “held”, “trash”.",
    collectionId: "This is not an id.",
  });
  expect(faultsOf(searchMix, { region: "1,2", items: [{ imageId: id, weight: 200 }, {}] })).toEqual({
    region: "Write left,top,width,height in fractions of the picture.",
    "items.0.weight": "This must be at most 100.",
    "items.1": "Name exactly one of text, imageId, url and picture.",
  });
  const condition = { layers: [], collectionIds: [] };
  expect(faultsOf(createDuplicateRule.input, { name: "Mine", condition, action: { do: "burn" } })).toEqual({
    "condition.layers": "Name at least one.",
    "condition.collectionIds": "Name at least one.",
    "action.do": "This must be one of “keep”, “stack”.",
  });
  expect(faultsOf(z.strictObject({ a: z.union([z.number(), z.boolean()]) }), { a: "x", b: 1 })).toEqual({
    a: "This must be a number. Or: This must be true or false.",
    "": "There is no such field: b.",
  });
});

test("no operation answers by the words of the validator", () => {
  const raw = /Invalid|Too (small|big)|expected|received|undefined|Unrecognized|NaN|pattern/;
  const poor = [undefined, null, "", "\u0001", "x", -1, 1.5, 1e12, [], [""], {}, { a: 1 }, "y".repeat(20_000)];
  for (const operation of operations)
    for (const schema of [operation.input, operation.json, operation.form].filter((each) => each !== undefined))
      for (const value of poor)
        for (const sentence of Object.values((faultsOf(schema, fill(schema, value)) ?? {}) as Record<string, string>))
          expect(sentence, operation.name).not.toMatch(raw);
});

const fill = ({ shape }: z.ZodObject, value: unknown) => Object.fromEntries(Object.keys(shape).map((name) => [name, value]));
