import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDiskStorage } from "./disk";
import type { Storage } from "./storage";

let dir: string;
let storage: Storage;

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), "magpie-storage-"));
  await mkdir(path.join(dir, "incoming"));
  storage = createDiskStorage({ storage: { dir, freeBytesMin: 0 } });
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function incoming(content: string): Promise<string> {
  const file = path.join(storage.incomingDir, `${Math.random()}`);
  await writeFile(file, content);
  return file;
}

describe("the store on disk", () => {
  it("moves a complete file under its key, readable by its owner only", async () => {
    const file = await incoming("bytes");
    await storage.commit(file, "collections/u/c/a.jpg");
    expect(await readFile(path.join(dir, "collections/u/c/a.jpg"), "utf8")).toBe("bytes");
    expect((await stat(path.join(dir, "collections/u/c/a.jpg"))).mode & 0o777).toBe(0o600);
    expect((await stat(path.join(dir, "collections/u/c"))).mode & 0o777).toBe(0o700);
    expect(await readdir(storage.incomingDir)).toEqual([]);
  });

  it("never replaces a file that is there: of 20 commits to one key, one wins", async () => {
    const files = await Promise.all(Array.from({ length: 20 }, (_, index) => incoming(`${index}`)));
    const results = await Promise.allSettled(files.map((file) => storage.commit(file, "collections/u/c/a.jpg")));
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused).toHaveLength(19);
    expect(refused.every(({ reason }) => reason.code === "conflict")).toBe(true);
    expect(await readdir(storage.incomingDir)).toHaveLength(19);
  });

  it("replaces derived bytes at once and leaves no temporary file", async () => {
    await storage.write("derived/i/small.webp", Buffer.from("one"));
    await storage.write("derived/i/small.webp", Buffer.from("two"));
    expect(await readdir(path.join(dir, "derived/i"))).toEqual(["small.webp"]);
    expect(await text((await storage.read("derived/i/small.webp")).stream)).toBe("two");
  });

  it("reads ranges as HTTP counts them", async () => {
    await storage.write("derived/i/a", Buffer.from("0123456789"));
    const middle = await storage.read("derived/i/a", { start: 2, end: 4 });
    expect([await text(middle.stream), middle.sizeBytes]).toEqual(["234", 3]);
    const tail = await storage.read("derived/i/a", { start: 8, end: 100 });
    expect([await text(tail.stream), tail.sizeBytes]).toEqual(["89", 2]);
    await expect(storage.read("derived/i/a", { start: 10, end: 12 })).rejects.toMatchObject({ code: "range-not-satisfiable" });
  });

  it("removes files and the folders they leave empty, again and again", async () => {
    await storage.write("derived/i/a", Buffer.from("a"));
    await storage.write("derived/j/b", Buffer.from("b"));
    await storage.remove("derived/i/a");
    await storage.remove("derived/i/a");
    await storage.removeFolder("derived/j/");
    await storage.removeFolder("derived/j/");
    expect(await readdir(path.join(dir, "derived"))).toEqual([]);
    expect(await storage.exists("derived/i/a")).toBe(false);
  });

  it.each([
    "../x",
    "/etc/passwd",
    "collections/../secrets",
    "collections//a",
    "collections",
    "database/x",
    "derived/a\0b",
    "derived/a\\b",
    "derived/./a",
    "",
  ])("refuses the key %j", async (key) => {
    await expect(async () => storage.exists(key)).rejects.toMatchObject({ code: "invalid-input" });
    await expect(async () => storage.write(key, Buffer.from("x"))).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("says when a file is not there", async () => {
    await expect(storage.read("derived/i/a")).rejects.toMatchObject({ code: "not-found" });
    await expect(storage.withLocalPath("derived/i/a", async () => 1)).rejects.toMatchObject({ code: "not-found" });
  });

  it("says storage-full before the reserve is touched", async () => {
    await storage.requireSpace(1);
    const strict = createDiskStorage({ storage: { dir, freeBytesMin: Number.MAX_SAFE_INTEGER } });
    await expect(strict.requireSpace(1)).rejects.toMatchObject({ code: "storage-full" });
  });
});
