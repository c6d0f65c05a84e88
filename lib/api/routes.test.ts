import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import * as about from "../about/schema";
import * as auth from "../auth/schema";
import * as collections from "../collections/schema";
import * as duplicates from "../duplicates/schema";
import * as images from "../images/schema";
import * as ingest from "../ingest/schema";
import * as search from "../search/schema";
import * as uploads from "../uploads/schema";
import type { Operation } from "./operation";

const rootDir = path.resolve(import.meta.dirname, "../..");
const isOperation = (value: unknown): value is Operation =>
  typeof value === "object" && value !== null && "path" in value && "method" in value;
const operations = [about, auth, collections, duplicates, images, ingest, search, uploads].flatMap((schema) =>
  Object.values(schema as Record<string, unknown>).filter(isOperation),
);

test("no two operations share a name, or a method and a path", () => {
  const doors = operations.map(({ method, path: address }) => `${method} ${address.replace(/\{\w+\}/g, "{}")}`);
  expect(new Set(doors).size).toBe(operations.length);
  expect(new Set(operations.map(({ name }) => name)).size).toBe(operations.length);
});

test.each(operations.map((operation) => [operation.name, operation] as const))("%s is bound where its path says", (name, operation) => {
  const folder = operation.path.replaceAll("{", "[").replaceAll("}", "]");
  const source = readFileSync(path.join(rootDir, "app", folder.slice(1), "route.ts"), "utf8");
  const local = new RegExp(`\\b${name} as (\\w+)[^;]*/schema"`).exec(source)?.[1] ?? name;
  expect(source).toMatch(new RegExp(`export const ${operation.method} = (?:route|publicRoute)\\(\\s*(\\w+\\.)?${local}\\b`));
});
