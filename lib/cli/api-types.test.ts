import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { createOpenApiDocument } from "../api/openapi";

test("the client's types are of the document as it is now; else run `npm run api:types`", () => {
  const { paths, components } = createOpenApiDocument();
  const digest = createHash("sha256").update(JSON.stringify({ paths, components })).digest("hex");
  expect(readFileSync(path.join(import.meta.dirname, "api-types.ts"), "utf8").split("\n")[1]).toContain(digest);
});
