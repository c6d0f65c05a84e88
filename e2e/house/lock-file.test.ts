import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type LockedPackage = { optionalDependencies?: Record<string, string>; resolved?: string };

const locked = JSON.parse(readFileSync("package-lock.json", "utf8")).packages as Record<string, LockedPackage>;

/** The folders in which Node looks for a package's dependencies, nearest first. */
function listLookupFolders(place: string): string[] {
  const parts = place.split("/node_modules/");
  const above = parts.map((_, depth) => parts.slice(0, parts.length - depth).join("/node_modules/"));
  return [...new Set([...above, ""])];
}

test("the lock file has the optional packages of every platform, without which npm ci refuses it", () => {
  const missing = Object.entries(locked).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !listLookupFolders(place).some((folder) => `${folder ? `${folder}/` : ""}node_modules/${name}` in locked),
    ),
  );
  expect(missing).toEqual([]);
});

test("the lock file names no registry", () => {
  expect(Object.values(locked).filter((each) => each.resolved)).toEqual([]);
});
