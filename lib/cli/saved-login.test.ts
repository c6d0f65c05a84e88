import { mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findLogin, forgetLogin, loginFile, saveLogin } from "./saved-login";

let env: Record<string, string>;
beforeEach(() => {
  env = { XDG_CONFIG_HOME: mkdtempSync(path.join(os.tmpdir(), "magpie-login-")) };
});
afterEach(() => rmSync(env.XDG_CONFIG_HOME ?? "", { recursive: true }));

test("a saved login is found again, in a file that only its person reads", async () => {
  await saveLogin(env, { url: "http://home.example:3210", key: "mgp_1" });
  expect(await findLogin(env, {})).toEqual({ url: "http://home.example:3210", key: "mgp_1" });
  expect(statSync(loginFile(env)).mode & 0o777).toBe(0o600);
  await forgetLogin(env);
  expect(await findLogin(env, {})).toBeUndefined();
});

test("options go before the environment, and that before what is saved", async () => {
  await saveLogin(env, { url: "http://a.example", key: "saved" });
  expect(await findLogin({ ...env, MAGPIE_KEY: "env" }, {})).toEqual({ url: "http://a.example", key: "env" });
  expect(await findLogin({ ...env, MAGPIE_KEY: "env" }, { key: "given" })).toEqual({ url: "http://a.example", key: "given" });
});

test("a saved key is never sent to another server", async () => {
  await saveLogin(env, { url: "http://a.example", key: "saved" });
  expect(await findLogin(env, { url: "http://b.example" })).toBeUndefined();
  expect(await findLogin(env, { url: "a.example/collections" })).toEqual({ url: "http://a.example", key: "saved" });
});

test("a key that is set beside an address is never sent to another server", async () => {
  const set = { ...env, MAGPIE_URL: "http://a.example", MAGPIE_KEY: "env" };
  expect(await findLogin(set, {})).toEqual({ url: "http://a.example", key: "env" });
  expect(await findLogin(set, { url: "http://b.example" })).toBeUndefined();
  expect(await findLogin(set, { url: "http://b.example", key: "given" })).toEqual({ url: "http://b.example", key: "given" });
  expect(await findLogin({ ...env, MAGPIE_KEY: "env" }, { url: "http://b.example" })).toEqual({ url: "http://b.example", key: "env" });
});
