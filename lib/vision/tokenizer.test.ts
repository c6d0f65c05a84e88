import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTokenizer, truncateIds } from "@/lib/vision/tokenizer";
import { writeTinyEncoder } from "../../e2e/fixtures/tiny-encoder";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "magpie-tokenizer-"));
  await writeTinyEncoder(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the tokenizer", () => {
  test("puts start and end around the words", async () => {
    const { encode } = await loadTokenizer(path.join(folder, "tokenizer.json"));
    expect(encode("Red", 16)).toEqual([1, 3, 2]);
    expect(encode("", 16)).toEqual([1, 2]);
  });

  test("cuts a long text and keeps the end token", async () => {
    const { encode, padId } = await loadTokenizer(path.join(folder, "tokenizer.json"));
    expect(encode("red ".repeat(5_000), 5)).toEqual([1, 3, 3, 3, 2]);
    expect(padId).toBe(2);
  });

  test("is loaded once per file", () => {
    const file = path.join(folder, "tokenizer.json");
    expect(loadTokenizer(file)).toBe(loadTokenizer(file));
  });

  test("a file that could not be read is tried again", async () => {
    await expect(loadTokenizer(path.join(folder, "later.json"))).rejects.toThrow();
    const { copyFile } = await import("node:fs/promises");
    await copyFile(path.join(folder, "tokenizer.json"), path.join(folder, "later.json"));
    expect((await loadTokenizer(path.join(folder, "later.json"))).encode("red", 16)).toEqual([1, 3, 2]);
  });

  test("ids without an end token are simply cut", () => {
    expect(truncateIds([1, 2, 3], 2, undefined)).toEqual([1, 2]);
    expect(truncateIds([1, 2, 3], 3, 9)).toEqual([1, 2, 3]);
  });
});
