import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFiles } from "./find-files";

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "magpie-find-"));
  mkdirSync(path.join(root, "trip/day two"), { recursive: true });
  mkdirSync(path.join(root, ".hidden"));
  for (const name of ["a.jpg", "notes.txt", ".b.jpg", "trip/c.HEIC", "trip/day two/d.png", ".hidden/e.jpg"])
    writeFileSync(path.join(root, name), name);
  symlinkSync(root, path.join(root, "trip/loop"));
});
afterAll(() => rmSync(root, { recursive: true }));

async function list(...paths: string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const file of findFiles(paths)) found.push(path.relative(root, file.path));
  return found;
}

test("of a folder every picture below it is found, hidden things and links left out", async () => {
  expect(await list(root)).toEqual(["a.jpg", "trip/c.HEIC", "trip/day two/d.png"]);
});

test("a file that is named is taken whatever it is, with its size", async () => {
  for await (const file of findFiles([path.join(root, "notes.txt")])) expect(file.sizeBytes).toBe("notes.txt".length);
  expect(await list(path.join(root, "notes.txt"))).toEqual(["notes.txt"]);
});

test("a glob that the shell left as it is names its files", async () => {
  expect(await list(path.join(root, "**/*.{png,HEIC}"))).toEqual(["trip/c.HEIC", "trip/day two/d.png"]);
});

test("what is not there is said", async () => {
  await expect(list(path.join(root, "gone.jpg"))).rejects.toThrow("There is no file or folder");
  await expect(list(path.join(root, "*.gif"))).rejects.toThrow("No file fits");
});
