import { expect, test } from "vitest";
import { readFields } from "./read-fields";

test("a field that is given again holds all its values, and one that is given once is a text", () => {
  expect(readFields(new URLSearchParams("tag=a&tag=b&place=trash&empty="))).toEqual({ tag: ["a", "b"], place: "trash", empty: "" });
});

test("no field reaches the prototype", () => {
  expect(({} as { polluted?: string }).polluted).toBeUndefined();
  expect(Object.keys(readFields(new URLSearchParams("__proto__=x")))).toEqual(["__proto__"]);
});
