import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), "magpie-secrets-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** The module as another process would have it: without what this one remembers. */
async function freshReadSecrets() {
  vi.resetModules();
  return (await import("./secrets")).readSecrets;
}

test("secrets are made once, long and different, readable by the owner alone", async () => {
  const secrets = (await freshReadSecrets())({ dataDir });
  expect(Buffer.from(secrets.authSecret, "base64url")).toHaveLength(32);
  expect(Buffer.from(secrets.uploadSecret, "base64url")).toHaveLength(32);
  expect(secrets.authSecret).not.toBe(secrets.uploadSecret);
  expect(statSync(path.join(dataDir, "secrets.json")).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataDir)).toEqual(["secrets.json"]);
});

test("every process reads the same secrets, and narrows a file that others can read", async () => {
  const first = (await freshReadSecrets())({ dataDir });
  chmodSync(path.join(dataDir, "secrets.json"), 0o644);
  expect((await freshReadSecrets())({ dataDir })).toEqual(first);
  expect(statSync(path.join(dataDir, "secrets.json")).mode & 0o777).toBe(0o600);
});

test("a damaged file is reported and left as it is", async () => {
  writeFileSync(path.join(dataDir, "secrets.json"), "{");
  const readSecrets = await freshReadSecrets();
  expect(() => readSecrets({ dataDir })).toThrow("damaged");
  expect(readFileSync(path.join(dataDir, "secrets.json"), "utf8")).toBe("{");
});

test("of processes that start at the same moment all have the same secrets", async () => {
  const program = path.join(dataDir, "print-secrets.mjs");
  const contents = `import { readSecrets } from "./secrets"; process.stdout.write(JSON.stringify(readSecrets({ dataDir: process.argv[2] })));`;
  await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: "ts" },
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "silent",
  });
  const folder = path.join(dataDir, "library");
  const runs = await Promise.all(Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, [program, folder])));
  const printed = new Set(runs.map((run) => run.stdout));
  expect(printed.size).toBe(1);
  expect(readdirSync(folder)).toEqual(["secrets.json"]);
});
