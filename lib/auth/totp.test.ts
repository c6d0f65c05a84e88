import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { computeTotpCode, createTotpSecret, findTotpStep, openTotpSecret, sealTotpSecret, toTotpUri } from "./totp";

const dataDir = mkdtempSync(path.join(os.tmpdir(), "magpie-totp-"));
const config = { dataDir };
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** RFC 6238, appendix B, the last six of its eight digits: the secret is "12345678901234567890". */
const rfcSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
])("at %i seconds the code is that of RFC 6238", (seconds, code) => {
  expect(computeTotpCode(rfcSecret, new Date(seconds * 1_000))).toBe(code);
  expect(findTotpStep(rfcSecret, code, new Date(seconds * 1_000))).toBe(Math.floor(seconds / 30));
});

test("what is no code is no code", () => {
  for (const code of ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "1e4567"])
    expect(findTotpStep(rfcSecret, code, new Date())).toBeUndefined();
});

test("an authenticator app learns whose code it is", () => {
  const secret = createTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const uri = new URL(toTotpUri(secret, "ada@home & away"));
  expect(uri.protocol).toBe("otpauth:");
  expect(uri.searchParams.get("secret")).toBe(secret);
  expect(decodeURIComponent(uri.pathname)).toContain("Magpie:ada@home & away");
});

test("a sealed secret opens for its person in its library only, and not when it was changed", () => {
  const sealed = sealTotpSecret(config, "ada", rfcSecret);
  expect(sealed).not.toContain(rfcSecret);
  expect(sealTotpSecret(config, "ada", rfcSecret)).not.toBe(sealed);
  expect(openTotpSecret(config, "ada", sealed)).toBe(rfcSecret);
  expect(() => openTotpSecret(config, "eve", sealed)).toThrow();
  expect(() => openTotpSecret({ dataDir: path.join(dataDir, "other") }, "ada", sealed)).toThrow();
  const changed = Buffer.from(sealed, "base64url");
  changed[20] = (changed[20] ?? 0) ^ 1;
  expect(() => openTotpSecret(config, "ada", changed.toString("base64url"))).toThrow();
});
