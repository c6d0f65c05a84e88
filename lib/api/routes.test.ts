import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { isOperation, operations } from "./registry";

const rootDir = path.resolve(import.meta.dirname, "../..");
const filesBelow = (folder: string, ending: RegExp) =>
  readdirSync(path.join(rootDir, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => ending.test(file))
    .map((file) => path.join(folder, file));
const read = (file: string) => readFileSync(path.join(rootDir, file), "utf8");
const fileOf = (address: string) => path.join("app", address.slice(1).replaceAll("{", "[").replaceAll("}", "]"), "route.ts");
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Methods of a folder that stands beside a parameter's and answers for one value of it. */
const passedOn = {
  "PATCH app/api/v1/users/me/route.ts": { operation: "updateUser", source: "../[userId]/route" },
  "DELETE app/api/v1/users/me/route.ts": { operation: "deleteUser", source: "../[userId]/route" },
};

test("no two operations share a name, or a method and a path", () => {
  const doors = operations.map(({ method, path: address }) => `${method} ${address.replace(/\{\w+\}/g, "{}")}`);
  expect(new Set(doors).size).toBe(operations.length);
  expect(new Set(operations.map(({ name }) => name)).size).toBe(operations.length);
});

test("every module of lib that declares operations is in the registry", async () => {
  const declared: string[] = [];
  for (const file of filesBelow("lib", /\.ts$/).filter((each) => !each.endsWith(".test.ts") && each !== "lib/api/operation.ts")) {
    if (!/= operation\(/.test(read(file))) continue;
    const module = (await import(path.join(rootDir, file))) as Record<string, unknown>;
    for (const value of Object.values(module).filter(isOperation)) declared.push(`${value.name} in ${file}`);
  }
  const known = new Set(operations.map(({ name }) => name));
  expect(declared.filter((each) => !known.has(each.split(" ")[0] ?? ""))).toEqual([]);
  expect(declared).toHaveLength(operations.length);
});

test("every method that a file below app/api/v1 answers is an operation, or passes on to one", async () => {
  const known = new Set(operations.map(({ method, path: address }) => `${method} ${fileOf(address)}`));
  const unknown: string[] = [];
  for (const file of filesBelow("app/api/v1", /route\.tsx?$/)) {
    const module = (await import(path.join(rootDir, file))) as Record<string, unknown>;
    const answered = methods.filter((method) => method in module).map((method) => `${method} ${file}`);
    unknown.push(...answered.filter((each) => !known.has(each)));
  }
  expect(unknown).toEqual(Object.keys(passedOn));
});

test.each(Object.entries(passedOn))("%s passes on to an operation", (door, { operation, source }) => {
  const [method, file = ""] = door.split(" ");
  expect(read(file)).toContain(`${method} as ${operation}`);
  expect(read(file)).toContain(`from "${source}"`);
  expect(read(file)).toContain(`export const ${method} = (request: Request) => ${operation}(request, me);`);
});

test.each(operations.map((operation) => [operation.name, operation] as const))("%s is bound where its path says", (name, operation) => {
  const source = read(fileOf(operation.path));
  // Health answers also while the context that `route` needs cannot be made.
  if (name === "getHealth") return expect(source).toContain("export async function GET()");
  const local = new RegExp(`\\b${name} as (\\w+)[^;]*schema"`).exec(source)?.[1] ?? name;
  return expect(source).toMatch(new RegExp(`export const ${operation.method} = (?:route|publicRoute)\\(\\s*(\\w+\\.)?${local}\\b`));
});
