import { expect, test } from "vitest";
import { type Actor, authorize, authorizeAll, keyScopes, requireAdministrator } from "./access";

const actor: Actor = { userId: "ada", role: "administrator", sessionId: "1", scopes: keyScopes };
const own = { id: "1", ownerId: "ada" };
const foreign = { id: "2", ownerId: "bob" };

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

test("a resource of somebody else answers exactly as one that does not exist, for administrators too", () => {
  const missing = errorOf(() => authorize(actor, "view", undefined));
  expect(missing).toMatchObject({ code: "not-found" });
  expect(errorOf(() => authorize(actor, "view", foreign))).toEqual(missing);
  expect(authorize(actor, "view", own)).toBe(own);
});

test("of several resources all are let through or none", () => {
  expect(authorizeAll(actor, "edit", ["1"], [own, foreign])).toEqual([own]);
  expect(errorOf(() => authorizeAll(actor, "edit", ["1", "2"], [own, foreign]))).toMatchObject({ code: "not-found" });
  expect(errorOf(() => authorizeAll(actor, "edit", ["1", "3"], [own]))).toMatchObject({ code: "not-found" });
});

test("members are no administrators", () => {
  expect(errorOf(() => requireAdministrator({ ...actor, role: "member" }))).toMatchObject({ code: "forbidden" });
  expect(errorOf(() => requireAdministrator(actor))).toBeUndefined();
});
