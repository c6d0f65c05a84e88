import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { encodeSessionToken, sessionCookie } from "@/lib/auth/session";
import { createSession } from "@/lib/auth/sessions";
import { type AccountContext, openAccountContext, testClient } from "@/lib/auth/testing";
import { emptyDatabase } from "@/lib/db/testing";
import * as key from "../keys/[keyId]/route";
import * as keys from "../keys/route";
import * as me from "../users/me/route";
import * as login from "./login/route";
import * as logout from "./logout/route";
import * as refresh from "./refresh/route";
import * as register from "./register/route";

const request = vi.hoisted(() => ({ headers: new Headers(), cookies: new Map<string, { value: string; maxAge?: number }>() }));
vi.mock("next/headers", () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) => request.cookies.get(name),
    set: (name: string, value: string, { maxAge }: { maxAge: number }) => request.cookies.set(name, { value, maxAge }),
  }),
}));

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
type Body = Record<string, unknown>;

let ctx: AccountContext;
const slot = Symbol.for("magpie.context");
const holder = globalThis as { [slot]?: unknown };
const ada = { username: "ada", email: "ada@example.org", password: "correct horse battery" };
const bound = 60;

beforeAll(async () => {
  ctx = await openAccountContext({ REGISTRATION: "open", REQUESTS_PER_MINUTE: String(bound), CORS_ORIGINS: "https://gallery.example" });
  holder[slot] = Promise.resolve(ctx);
});
afterAll(async () => {
  delete holder[slot];
  await ctx.close();
});
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  request.cookies.clear();
  ctx.clock.advanceS(60);
});

/** Calls a route as a script does. */
async function call(handler: Handler, method: string, options: { token?: unknown; body?: Body; keyId?: unknown; headers?: Body } = {}) {
  const headers = new Headers({ host: "pictures.local", "x-magpie-address": "192.0.2.1", ...options.headers });
  if (options.token) headers.set("authorization", `Bearer ${options.token}`);
  if (options.body) headers.set("content-type", "application/json");
  request.headers = headers;
  const body = options.body && JSON.stringify(options.body);
  const context = { params: Promise.resolve(options.keyId ? { keyId: String(options.keyId) } : ({} as Record<string, string>)) };
  const response = await handler(new Request("http://pictures.local/", { method, headers, ...(body && { body }) }), context);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : {}) as Body };
}
const signIn = async () => (await call(login.POST, "POST", { body: { username: ada.username, password: ada.password } })).body;

test("a script registers, goes on at once, refreshes and signs out", async () => {
  const registered = await call(register.POST, "POST", { body: ada });
  expect(registered).toMatchObject({
    status: 201,
    body: { user: { username: "ada", role: "administrator" }, tokenType: "Bearer", expiresInS: 900 },
  });
  expect(registered.headers.get("cache-control")).toBe("no-store");
  expect((await call(me.GET, "GET", { token: registered.body.accessToken })).status).toBe(200);
  const renewed = await call(refresh.POST, "POST", { body: { refreshToken: registered.body.refreshToken } });
  expect(renewed.status).toBe(200);
  const token = renewed.body.accessToken;
  expect((await call(logout.POST, "POST", { token })).status).toBe(204);
  const after = await call(me.GET, "GET", { token });
  expect(after).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  expect(after.headers.get("www-authenticate")).toBe("Bearer");
  expect((await call(refresh.POST, "POST", { body: { refreshToken: renewed.body.refreshToken } })).status).toBe(401);
});

test("signing out by a cookie takes the cookie back, and signing out by a token leaves it", async () => {
  const { user, accessToken } = (await call(register.POST, "POST", { body: ada })).body as { user: { id: string }; accessToken: string };
  const value = await encodeSessionToken(ctx.config, await createSession(ctx, user.id, testClient));
  request.cookies.set(sessionCookie, { value });
  expect((await call(logout.POST, "POST", { token: accessToken })).status).toBe(204);
  expect(request.cookies.get(sessionCookie)).toEqual({ value });
  expect((await call(me.GET, "GET")).status).toBe(200);
  expect((await call(logout.POST, "POST")).status).toBe(204);
  expect(request.cookies.get(sessionCookie)).toEqual({ value: "", maxAge: 0 });
  request.cookies.set(sessionCookie, { value });
  expect((await call(me.GET, "GET")).status).toBe(401);
});

test("what is sent along with an old token is looked at where no token is needed", async () => {
  await call(register.POST, "POST", { body: ada });
  const tokens = await signIn();
  ctx.clock.advanceS(3_600);
  expect((await call(me.GET, "GET", { token: tokens.accessToken })).status).toBe(401);
  expect((await call(refresh.POST, "POST", { token: tokens.accessToken, body: { refreshToken: tokens.refreshToken } })).status).toBe(200);
});

test("each scope of a key opens its own doors, and revoking closes them at once", async () => {
  await call(register.POST, "POST", { body: ada });
  const token = (await signIn()).accessToken;
  const make = async (scopes: string[]) => (await call(keys.POST, "POST", { token, body: { name: "k", scopes } })).body;
  const [reader, writer, admin] = [await make(["read"]), await make(["write"]), await make(["admin"])];
  const tries: [string, Body, number, number, number][] = [
    ["read", reader, 200, 403, 403],
    ["write", writer, 403, 409, 403],
    ["admin", admin, 200, 409, 200],
  ];
  for (const [name, { key: secret }, reads, writes, manages] of tries) {
    expect([name, (await call(me.GET, "GET", { token: secret })).status]).toEqual([name, reads]);
    expect([name, (await call(logout.POST, "POST", { token: secret })).status]).toEqual([name, writes]);
    expect([name, (await call(keys.GET, "GET", { token: secret })).status]).toEqual([name, manages]);
  }
  expect((await call(key.DELETE, "DELETE", { token: reader.key, keyId: writer.id })).status).toBe(403);
  expect((await call(key.DELETE, "DELETE", { token: admin.key, keyId: reader.id })).status).toBe(204);
  expect((await call(me.GET, "GET", { token: reader.key })).status).toBe(401);
  expect((await call(keys.GET, "GET", { token })).body).toMatchObject({ total: 2 });
});

test("a key may read and write, and lasts, where nothing else was asked for", async () => {
  await call(register.POST, "POST", { body: ada });
  const made = await call(keys.POST, "POST", { token: (await signIn()).accessToken, body: { name: "k" } });
  expect(made).toMatchObject({ status: 201, body: { scopes: ["read", "write"], expiresAt: null, lastUsedAt: null } });
});

test("keys with no name, unknown scopes or a time that is none are refused", async () => {
  await call(register.POST, "POST", { body: ada });
  const token = (await signIn()).accessToken;
  const bad = [{}, { name: " " }, { name: "k", scopes: [] }, { name: "k", scopes: ["root"] }, { name: "k", expiresAt: "tomorrow" }];
  for (const body of bad) expect((await call(keys.POST, "POST", { token, body })).status, JSON.stringify(body)).toBe(400);
});

test("an allowed site signs its people in by the API, any other is refused", async () => {
  await call(register.POST, "POST", { body: ada });
  const body = { username: "ada@example.org", password: ada.password };
  const from = (origin: string) => call(login.POST, "POST", { body, headers: { origin, "sec-fetch-site": "cross-site" } });
  expect((await from("https://gallery.example")).status).toBe(200);
  expect(await from("https://evil.example")).toMatchObject({ status: 403, body: { code: "forbidden" } });
});

test("beyond the bound of a minute an account is told when to come back, and others go on", async () => {
  await call(register.POST, "POST", { body: ada });
  const bob = (await call(register.POST, "POST", { body: { ...ada, username: "bob", email: "bob@example.org" } })).body;
  const token = (await signIn()).accessToken;
  const all = await Promise.all(Array.from({ length: bound + 5 }, () => call(me.GET, "GET", { token })));
  expect(all.filter(({ status }) => status === 200)).toHaveLength(bound);
  const refused = all.find(({ status }) => status === 429);
  expect(refused?.body).toMatchObject({ code: "too-many-requests", status: 429 });
  expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(Number(refused?.headers.get("retry-after"))).toBeLessThanOrEqual(60);
  expect((await call(me.GET, "GET", { token: bob.accessToken })).status).toBe(200);
  ctx.clock.advanceS(60);
  expect((await call(me.GET, "GET", { token })).status).toBe(200);
});

test("guessing tokens is counted by address", async () => {
  const all = [];
  for (let i = 0; i < bound + 1; i++) all.push((await call(me.GET, "GET", { token: `mgp_${i}` })).status);
  expect(all.slice(0, bound).every((status) => status === 401)).toBe(true);
  expect(all[bound]).toBe(429);
  await ctx.db.execute(sql`delete from attempts`);
});
