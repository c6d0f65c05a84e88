import { expect, test } from "vitest";
import {
  type Action,
  type Actor,
  authorize,
  authorizeAll,
  keyScopes,
  requireAdministrator,
  requireScope,
  scopeOf,
  standingOf,
  viewScopeOf,
} from "./access";

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

const nobody = { ownerId: "bob" };
const viewer = { ownerId: "bob", rank: 1 };
const contributor = { ownerId: "bob", rank: 2 };
const editor = { ownerId: "bob", rank: 3 };
const ranked = { ownerId: "bob", rank: 4 };
const owner = { ownerId: "ada" };

type Answer = "yes" | "forbidden" | "not-found";
type Row = [who: string, resource: { ownerId: string; rank?: number | null }, ...answers: [Answer, Answer, Answer, Answer, Answer]];
const actions: Action[] = ["view", "add", "edit", "manage", "delete"];

// The answers are written down, not derived: view, add, edit, manage, delete.
test.each<Row>([
  ["a stranger", nobody, "not-found", "not-found", "not-found", "not-found", "not-found"],
  ["a stranger with a rank of null", { ownerId: "bob", rank: null }, "not-found", "not-found", "not-found", "not-found", "not-found"],
  ["a stranger with a rank of 0", { ownerId: "bob", rank: 0 }, "not-found", "not-found", "not-found", "not-found", "not-found"],
  ["a viewer", viewer, "yes", "forbidden", "forbidden", "forbidden", "forbidden"],
  ["a contributor", contributor, "yes", "yes", "forbidden", "forbidden", "forbidden"],
  ["an editor", editor, "yes", "yes", "yes", "forbidden", "forbidden"],
  ["an owner by rank alone", ranked, "yes", "yes", "yes", "forbidden", "forbidden"],
  ["the owner", owner, "yes", "yes", "yes", "yes", "yes"],
  ["the owner with a smaller rank too", { ownerId: "ada", rank: 1 }, "yes", "yes", "yes", "yes", "yes"],
])("%s views, adds, edits, manages and deletes as written", (_who, resource, ...answers) => {
  for (const [index, action] of actions.entries()) {
    const error = errorOf(() => authorize(actor, action, resource)) as { code?: string } | undefined;
    expect([action, error?.code ?? "yes"]).toEqual([action, answers[index]]);
  }
});

test("the noun of the resource is in the answer", () => {
  expect(errorOf(() => authorize(actor, "view", undefined, "collection"))).toMatchObject({ message: "There is no such collection." });
  expect(errorOf(() => authorize(actor, "edit", viewer, "collection"))).toMatchObject({
    message: "This collection is shared with you, but not for this.",
  });
});

test("of several resources one that may only be seen stops all", () => {
  const seen = { id: "3", ...viewer };
  expect(authorizeAll(actor, "view", ["1", "3"], [own, seen])).toEqual([own, seen]);
  expect(errorOf(() => authorizeAll(actor, "edit", ["1", "3"], [own, seen]))).toMatchObject({ code: "forbidden" });
});

test("a standing is at most an editor's, unless one owns the thing", () => {
  expect([nobody, viewer, contributor, editor, ranked, owner].map((resource) => standingOf(actor, resource))).toEqual([
    undefined,
    "viewer",
    "contributor",
    "editor",
    "editor",
    "owner",
  ]);
});

test("scopes hold the actor and nobody else", () => {
  expect([scopeOf(actor), viewScopeOf(actor)]).toEqual([{ ownerId: "ada" }, { viewerId: "ada" }]);
});

test.each([
  ["read", ["read"], true],
  ["write", ["read"], false],
  ["admin", ["read", "write"], false],
  ["read", ["write"], false],
  ["write", ["admin"], true],
  ["read", [], false],
] as const)("%s with a key of %j: %s", (scope, scopes, isLet) => {
  expect(errorOf(() => requireScope({ ...actor, scopes }, scope)) === undefined).toBe(isLet);
});
