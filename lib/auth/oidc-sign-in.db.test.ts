import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import NextAuth from "next-auth";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { emptyDatabase } from "../db/testing";
import type { Actor } from "./access";
import { administerUser } from "./administer-user";
import { disconnectSingleSignOn } from "./disconnect-single-sign-on";
import { getAccount } from "./get-account";
import { createInvitation } from "./invitation";
import { nextAuthOptions } from "./next-auth";
import { type Intent, intentCookie, signIntent } from "./oidc-intent";
import { decodeSessionToken, encodeSessionToken, sessionCookie } from "./session";
import { findSessionActor, type SessionToken } from "./sessions";
import { signUp } from "./sign-up";
import { type AccountContext, createTestActor, openAccountContext, testClient } from "./testing";
import { updateUser } from "./update-user";

type Jar = Map<string, string>;
type Answer = { status: number; location: string; body: string };

const host = "192.168.1.20:3210";
const password = "correct horse battery";
let ctx: AccountContext;
let provider: Server;
let issuer: string;
/** What the provider says of people, by the name they type there. */
let people: Record<string, Record<string, unknown>> = {};

beforeAll(async () => {
  process.env.AUTH_TRUST_HOST = "1";
  provider = createServer();
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  provider.on("request", await createProvider());
  ctx = await openAccountContext({ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: "magpie", OIDC_CLIENT_SECRET: "secret" });
});
afterAll(async () => {
  delete process.env.AUTH_TRUST_HOST;
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
  await ctx.close();
});
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  people = { ada: { preferred_username: "Ada Lovelace", email: "ada@example.org", email_verified: true } };
});

/** A real OpenID Connect provider, which lets everybody in by the name they type. */
async function createProvider() {
  // @ts-expect-error the package has no types of its own
  const { default: Provider } = await import("oidc-provider");
  const made = new Provider(issuer, {
    clients: [{ client_id: "magpie", client_secret: "secret", redirect_uris: [`http://${host}/api/auth/callback/oidc`] }],
    claims: { openid: ["sub"], profile: ["preferred_username"], email: ["email", "email_verified"] },
    cookies: { keys: ["only for this test"] },
    findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId, ...people[accountId] }) }),
  });
  return made.callback() as (request: unknown, response: unknown) => void;
}

/** A request to next-auth with the browser's cookies, by the door that needs no running Next. */
async function askMagpie(jar: Jar, address: string, body?: Record<string, string>): Promise<Answer> {
  const url = new URL(address, `http://${host}`);
  const cookie = [...jar].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("; ");
  const headers = { host, cookie, "x-forwarded-proto": "http", "x-magpie-address": "192.0.2.7", "user-agent": "browser" };
  const answer: Answer = { status: 200, location: "", body: "" };
  const setCookies: string[] = [];
  const response = {
    status: (status: number) => {
      answer.status = status;
      return response;
    },
    setHeader: (name: string, value: string | string[]) => {
      if (name.toLowerCase() === "location") answer.location = String(value);
      if (name.toLowerCase() === "set-cookie") setCookies.splice(0, setCookies.length, ...[value].flat());
    },
    getHeader: (name: string) => (name.toLowerCase() === "set-cookie" ? setCookies : undefined),
    send: (value: unknown) => {
      answer.body = typeof value === "string" ? value : JSON.stringify(value);
    },
    json: (value: unknown) => {
      answer.body = JSON.stringify(value);
    },
    end: () => {},
  };
  const query = { ...Object.fromEntries(url.searchParams), nextauth: url.pathname.replace("/api/auth/", "").split("/") };
  const request = { query, body, cookies: Object.fromEntries(jar), headers, method: body ? "POST" : "GET" };
  await NextAuth(request as never, response as never, nextAuthOptions(ctx, new Headers(headers)));
  keepCookies(jar, setCookies);
  return answer;
}

/** A request to the provider with the browser's cookies for it. */
async function askProvider(jar: Jar, address: string, body?: Record<string, string>): Promise<Answer> {
  const answer = await fetch(new URL(address, issuer), {
    redirect: "manual",
    method: body ? "POST" : "GET",
    headers: { cookie: [...jar].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("; ") },
    ...(body && { body: new URLSearchParams(body) }),
  });
  keepCookies(jar, answer.headers.getSetCookie());
  return { status: answer.status, location: answer.headers.get("location") ?? "", body: await answer.text() };
}

function keepCookies(jar: Jar, lines: readonly string[]): void {
  for (const line of lines) {
    const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/s);
    if (value === "") jar.delete(name);
    else jar.set(name, decodeURIComponent(value));
  }
}

/** Presses the button and answers where the provider is asked. */
async function begin(jar: Jar): Promise<string> {
  const { csrfToken } = JSON.parse((await askMagpie(jar, "/api/auth/csrf")).body) as { csrfToken: string };
  return (await askMagpie(jar, "/api/auth/signin/oidc", { csrfToken, callbackUrl: "/collections" })).location;
}

/** Lets somebody in at the provider and answers where it sends them back to. */
async function passProvider(address: string, login: string): Promise<string> {
  const jar: Jar = new Map();
  let next = address;
  for (let step = 0; step < 12; step++) {
    const answer = await askProvider(jar, next);
    if (answer.location.startsWith(`http://${host}`)) return answer.location;
    const prompt = /name="prompt" value="(\w+)"/.exec(answer.body)?.[1];
    next = prompt
      ? (await askProvider(jar, next, { prompt, ...(prompt === "login" && { login, password: "any" }) })).location
      : answer.location;
    if (next.startsWith(`http://${host}`)) return next;
  }
  throw new Error("the provider does not come to an end");
}

/** The whole way: button, provider, back; with an intent and a session as the pages would have left them. */
async function signInAs(login: string, { intent, session }: { intent?: Intent; session?: SessionToken } = {}) {
  const jar: Jar = new Map();
  if (session) jar.set(sessionCookie, await encodeSessionToken(ctx.config, session));
  if (intent) jar.set(intentCookie, signIntent(ctx.config, intent, ctx.clock.now()));
  const back = await passProvider(await begin(jar), login);
  const { location } = await askMagpie(jar, back);
  return { location, ...(await readSession(jar)), jar, back };
}

async function readSession(jar: Jar): Promise<{ token: SessionToken | undefined; actor: Actor | undefined }> {
  const token = await decodeSessionToken(ctx.config, jar.get(sessionCookie) ?? "");
  return { token, actor: token && (await findSessionActor(ctx, token)) };
}

/** With OIDC_REGISTER for one call. */
async function whileRegistering<T>(work: () => Promise<T>): Promise<T> {
  const { auth } = ctx.config;
  ctx.config.auth = { ...auth, oidc: auth.oidc && { ...auth.oidc, register: true } };
  return work().finally(() => {
    ctx.config.auth = auth;
  });
}

const countUsers = async () => Number((await ctx.db.execute<{ n: number }>(sql`select count(*)::int as n from users`))[0]?.n);

test("the first person ever becomes the administrator, with a name made of what the provider says, and comes back as the same", async () => {
  const first = await signInAs("ada");
  expect(first.location).toBe(`http://${host}/collections`);
  expect(first.actor).toMatchObject({ role: "administrator" });
  expect(await getAccount(ctx, first.actor as Actor)).toMatchObject({
    username: "Ada-Lovelace",
    email: "ada@example.org",
    hasPassword: false,
    hasSingleSignOn: true,
  });
  const again = await signInAs("ada");
  expect(again.actor?.userId).toBe(first.actor?.userId);
  expect(again.token?.sessionId).not.toBe(first.token?.sessionId);
  expect(await countUsers()).toBe(1);
});

test("the code flow is guarded by PKCE, state and nonce, and an answer counts once and in its own browser only", async () => {
  const jar: Jar = new Map();
  const address = await begin(jar);
  const asked = new URL(address).searchParams;
  expect(asked.get("code_challenge_method")).toBe("S256");
  for (const guard of ["code_challenge", "state", "nonce"]) expect(asked.get(guard)?.length).toBeGreaterThan(20);
  const back = await passProvider(address, "ada");

  const otherBrowser: Jar = new Map();
  expect((await askMagpie(otherBrowser, back)).location).toContain("error=");
  const forged = new URL(back);
  forged.searchParams.set("state", "guessed");
  const copy: Jar = new Map(jar);
  expect((await askMagpie(copy, forged.href)).location).toContain("error=");
  expect(otherBrowser.has(sessionCookie) || copy.has(sessionCookie)).toBe(false);
  expect(await countUsers()).toBe(0);

  const kept: Jar = new Map(jar);
  await askMagpie(jar, back);
  expect((await readSession(jar)).actor).toBeDefined();
  expect((await askMagpie(kept, back)).location).toContain("error=");
  expect(kept.has(sessionCookie)).toBe(false);
});

test("somebody unknown gets no account by themselves, also not the one with their e-mail address", async () => {
  await signUp(ctx, { username: "ada", email: "ada@example.org", password }, testClient);
  const refused = await signInAs("ada");
  expect(refused.location).toBe("/sign-in?error=sso-forbidden");
  expect(refused.actor).toBeUndefined();
  const registering = await whileRegistering(() => signInAs("ada"));
  expect(registering.location).toBe("/sign-in?error=sso-conflict");
  expect(registering.actor).toBeUndefined();
  expect([...(await ctx.db.execute(sql`select * from identities`))]).toEqual([]);
});

test("with OIDC_REGISTER people the provider knows get accounts of their own, whatever they are called there", async () => {
  await signInAs("ada");
  people = {
    second: { preferred_username: "ada.lovelace@example.com", email: "second@example.org", email_verified: true },
    third: { preferred_username: "Ada Lovelace", email: "ada@example.org", email_verified: false },
    fourth: { preferred_username: "!!", email: "not an address" },
  };
  const names: unknown[] = [];
  for (const login of Object.keys(people)) {
    const { actor } = await whileRegistering(() => signInAs(login));
    expect(actor).toMatchObject({ role: "member" });
    const { username, email } = await getAccount(ctx, actor as Actor);
    names.push([username, email]);
  }
  expect(names).toEqual([
    ["ada.lovelace", "second@example.org"],
    ["Ada-Lovelace-2", expect.stringMatching(/@no-address\.invalid$/)],
    ["person", expect.stringMatching(/@no-address\.invalid$/)],
  ]);
});

test("an invitation makes an account, once", async () => {
  const administrator = await createTestActor(ctx, "administrator");
  const { token } = await createInvitation(ctx, administrator);
  people.bob = { email: "bob@example.org" };
  const intent: Intent = { kind: "join", invitation: token };
  expect((await signInAs("ada", { intent })).actor).toMatchObject({ role: "member" });
  expect((await signInAs("bob", { intent })).location).toBe("/sign-in?error=sso-forbidden");
});

test("a signed-in person connects it to their account and keeps their session; later it leads there", async () => {
  const session = await signUp(ctx, { username: "countess", email: "ada@example.org", password }, testClient);
  const intent: Intent = { kind: "connect", ...session };
  const connected = await signInAs("ada", { intent, session });
  expect(connected.location).toBe(`http://${host}/collections`);
  expect(connected.token).toEqual({ userId: session.userId, sessionId: session.sessionId });
  const later = await signInAs("ada");
  expect(later.actor?.userId).toBe(session.userId);
  expect(await countUsers()).toBe(1);
  await disconnectSingleSignOn(ctx, later.actor as Actor);
  expect((await signInAs("ada")).location).toBe("/sign-in?error=sso-forbidden");
});

test("nobody connects an identity that is somebody else's, or without being signed in as who asked", async () => {
  const ada = await signInAs("ada");
  const eve = await createTestActor(ctx);
  const intent: Intent = { kind: "connect", userId: eve.userId, sessionId: eve.sessionId };
  expect((await signInAs("ada", { intent, session: eve })).location).toBe("/settings/security?error=sso-conflict");
  people.mallory = {};
  expect((await signInAs("mallory", { intent })).location).toBe("/settings/security?error=sso-forbidden");
  expect((await signInAs("mallory", { intent, session: ada.token as SessionToken })).location).toBe(
    "/settings/security?error=sso-forbidden",
  );
  const forged = `${Buffer.from(JSON.stringify({ ...intent, expiresMs: 9e15 })).toString("base64url")}.AAAA`;
  const jar: Jar = new Map([[intentCookie, forged]]);
  await askMagpie(jar, await passProvider(await begin(jar), "mallory"));
  const owners = await ctx.db.execute<{ user_id: string }>(sql`select user_id from identities`);
  expect(owners.map(({ user_id }) => user_id)).toEqual([ada.actor?.userId]);
});

test("somebody disabled does not come in by it", async () => {
  await createTestActor(ctx, "administrator");
  const { actor } = await whileRegistering(() => signInAs("ada"));
  const administrator = await createTestActor(ctx, "administrator");
  await administerUser(ctx, administrator, { userId: actor?.userId ?? "", disabled: true });
  const refused = await signInAs("ada");
  expect(refused.location).toBe("/sign-in?error=sso-forbidden");
  expect(refused.actor).toBeUndefined();
});

test("who has only this way in keeps it until they have a password", async () => {
  const actor = (await signInAs("ada")).actor as Actor;
  await expect(disconnectSingleSignOn(ctx, actor)).rejects.toMatchObject({ code: "conflict" });
  await updateUser(ctx, actor, { userId: "me", password });
  await disconnectSingleSignOn(ctx, actor);
  expect(await getAccount(ctx, actor)).toMatchObject({ hasPassword: true, hasSingleSignOn: false });
});
