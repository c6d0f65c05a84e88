import { readFileSync } from "node:fs";
import path from "node:path";
import { parseOptions } from "@node-rs/argon2";
import { expect, test } from "vitest";
import { limits } from "../limits";
import { hashPassword, verifyPassword } from "./password";

test("passwords are kept as Argon2id with 64 MiB, three passes and one lane", async () => {
  expect(await hashPassword("correct horse")).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
});

test("a password fits its own hash only, however the keyboard composed its letters", async () => {
  const hash = await hashPassword("caf\u00e9 au lait");
  expect(await verifyPassword(hash, "cafe\u0301 au lait")).toBe(true);
  expect(await verifyPassword(hash, "cafe au lait")).toBe(false);
});

test("an unknown person's password is compared with a hash of the same cost, and never fits", async () => {
  const source = readFileSync(path.join(import.meta.dirname, "password.ts"), "utf8");
  const nobodys = /"(\$argon2id[^"]+)"/.exec(source)?.[1] ?? "";
  const known = await hashPassword("anything");
  expect(parseOptions(nobodys)).toEqual(parseOptions(known));
  expect(await verifyPassword(undefined, "anything")).toBe(false);
});

test("the event loop goes on while passwords are hashed", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  await Promise.all([hashPassword("one"), hashPassword("two"), hashPassword("three")]);
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(10);
});

test("beyond the waiting line people are told to come back, and those in line are served", async () => {
  const max = limits.auth.hashesInParallelMax + 4;
  const line = limits.auth.hashesInParallelMax + limits.auth.hashesWaitingMax;
  const cheap = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$3EVRBZGmPo0t2TZZvTmvHQ";
  const tries = await Promise.allSettled(Array.from({ length: line + max }, () => verifyPassword(cheap, "x")));
  const refused = tries.filter((one) => one.status === "rejected");
  expect(refused).toHaveLength(max);
  for (const one of refused) expect(one.reason).toMatchObject({ code: "too-many-requests", retryAfterS: 5 });
  expect(await verifyPassword(cheap, "x")).toBe(false);
});
