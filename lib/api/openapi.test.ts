import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { sessionCookie } from "../auth/session";
import { createOpenApiDocument } from "./openapi";
import { operations } from "./registry";
import { tags } from "./tags";

const document = createOpenApiDocument();
const described = Object.values(document.paths).flatMap((methods) => Object.values(methods));

/** Every `{}` inside a value, by its path: a schema that says nothing. */
function findEmptySchemas(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Object.keys(value).length === 0) return Array.isArray(value) ? [] : [path];
  return Object.entries(value).flatMap(([key, inner]) => findEmptySchemas(inner, `${path}/${key}`));
}

test("the document is OpenAPI 3.1 to a validator of somebody else", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

test("every reference of the document leads somewhere, and every name is used", () => {
  const text = JSON.stringify(document);
  const used = new Set([...text.matchAll(/"\$ref":"#\/components\/(\w+\/[^"]+)"/g)].map((match) => match[1]));
  const { schemas, responses } = document.components;
  const there = [...Object.keys(schemas).map((name) => `schemas/${name}`), ...Object.keys(responses).map((name) => `responses/${name}`)];
  expect([...used].sort()).toEqual(there.sort());
});

test("the document names every operation once", () => {
  expect(described.map(({ operationId }) => operationId).sort()).toEqual(operations.map(({ name }) => name).sort());
});

test.each(described.map((each) => [each.operationId, each] as const))(
  "%s is described in words, with a chapter and an answer",
  (_, each) => {
    expect(each.summary).toMatch(/^\p{L}.{5,}[^.]$/su);
    expect(Object.keys(tags)).toContain(each.tags[0]);
    const success = Object.entries(each.responses).filter(([status]) => status.startsWith("2"));
    expect(success.length).toBeGreaterThan(0);
    for (const [status, response] of success) if (status !== "204") expect(response.content).toBeDefined();
  },
);

/** EXIF of any camera, and the owner's own metadata. */
const isAnything = /\/(exif|metadata)\b.*\/additionalProperties$/;

test("nothing is left open by accident: only values that are anything by their nature have no schema", () => {
  const open = [
    ...new Set(findEmptySchemas({ ...document.paths, ...document.components.schemas }).map((path) => path.replace(/^.*\/properties/, ""))),
  ];
  expect(open.filter((path) => !isAnything.test(path))).toEqual([]);
});

test("parts that several operations share have names", () => {
  for (const name of ["ImageTile", "ImageView", "CollectionView", "Problem", "SearchHit"])
    expect(document.components.schemas).toHaveProperty(name);
});

test("numbers and booleans of an address are told as what they mean", () => {
  const parameters = document.paths["/api/v1/images"]?.get?.parameters ?? [];
  const schemaOf = (name: string) => parameters.find((each) => each.name === name)?.schema;
  expect(schemaOf("limit")).toEqual({ type: "integer", minimum: 1, maximum: 100, default: 20 });
  expect(schemaOf("favourite")).toEqual({ type: "boolean" });
});

test("the cookie is called what the pages call it", () => {
  expect(document.components.securitySchemes.session).toMatchObject({ name: sessionCookie });
});
