import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DataFolderInUse, lockDataFolder } from "./data-folder-lock";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "magpie-lock-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const file = () => path.join(dir, "magpie.lock");
const change = (values: object) => writeFileSync(file(), JSON.stringify({ ...JSON.parse(readFileSync(file(), "utf8")), ...values }));

test("one holder keeps others out until it lets go", () => {
  const lock = lockDataFolder(dir);
  expect(() => lockDataFolder(dir)).toThrow(DataFolderInUse);
  lock.release();
  expect(existsSync(file())).toBe(false);
  lockDataFolder(dir).release();
});

test("a lock dies with its holder, even when its process id is used again", () => {
  lockDataFolder(dir);
  change({ started: "some other time" });
  lockDataFolder(dir).release();
});

test("a holder in another container counts while it touches the lock", () => {
  lockDataFolder(dir);
  change({ world: "elsewhere", pid: 1 });
  expect(() => lockDataFolder(dir)).toThrow(DataFolderInUse);
  const before = Date.now() / 1000 - 60;
  utimesSync(file(), before, before);
  lockDataFolder(dir).release();
});

test("a lock file that is not one is replaced", () => {
  writeFileSync(file(), "half a lo");
  const before = Date.now() / 1000 - 60;
  utimesSync(file(), before, before);
  lockDataFolder(dir).release();
});
