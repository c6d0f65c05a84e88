import { expect, test } from "vitest";
import { z } from "zod";
import { parseInput, requireKnownFields } from "./parse-input";

const schema = z.object({ name: z.string().min(2), tags: z.array(z.string()).optional() });

test("the first problem becomes the sentence, and each field has its own", () => {
  expect(() => parseInput(schema, { name: "x", tags: 1 })).toThrow(
    expect.objectContaining({ code: "invalid-input", fieldErrors: { name: expect.any(String), tags: expect.any(String) } }),
  );
});

test("a mistyped field is named with those that there are", () => {
  expect(() => requireKnownFields(schema, { name: "x", tagz: [] })).toThrow("tagz: There is no such field. There are: name, tags.");
  expect(() => requireKnownFields(z.object({}), { page: "1" })).toThrow("page: There is no such field.");
  expect(() => requireKnownFields(schema, JSON.parse('{"__proto__": 1}'))).toThrow("__proto__");
  expect(() => requireKnownFields(schema, { constructor: 1 })).toThrow("constructor");
  expect(() => requireKnownFields(schema, { name: "x" })).not.toThrow();
});
