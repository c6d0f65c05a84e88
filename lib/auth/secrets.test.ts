import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
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
