import path from "node:path";
import { sql } from "drizzle-orm";
import NextAuth from "next-auth";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nextAuthOptions } from "./next-auth";
import { beginSecondFactor, confirmSecondFactor } from "./second-factor-setup";
import { decodeSessionToken, isSecureRequest, sessionCookie } from "./session";
import { findSessionActor } from "./sessions";
import { signUp } from "./sign-up";
import { type AccountContext, openAccountContext, testClient } from "./testing";
import { computeTotpCode } from "./totp";

type Answer = { status: number; location: string; body: unknown; setCookies: string[] };
type Call = { path: string; method?: "GET" | "POST"; body?: Record<string, string>; cookies?: Record<string, string>; protocol?: string };

let ctx: AccountContext;
const password = "correct horse battery";
const host = "192.168.1.20:3210";

beforeAll(async () => {
  process.env.AUTH_TRUST_HOST = "1";
  ctx = await openAccountContext({ REGISTRATION: "open" });
  await signUp(ctx, { username: "ada", email: "ada@example.org", password }, testClient);
});
afterAll(async () => {
  delete process.env.AUTH_TRUST_HOST;
  await ctx.close();
});

/** Sends a request through next-auth itself, by the door that needs no running Next. */
async function send({ path: endpoint, method = "GET", body = {}, cookies = {}, protocol = "http" }: Call): Promise<Answer> {
  const headers = { host, "x-forwarded-proto": protocol, "x-magpie-address": "192.0.2.7" };
  const answer: Answer = { status: 200, location: "", body: undefined, setCookies: [] };
  const response = {
    status: (status: number) => {
      answer.status = status;
      return response;
    },
    setHeader: (name: string, value: string | string[]) => {
      if (name.toLowerCase() === "location") answer.location = String(value);
      if (name.toLowerCase() === "set-cookie") answer.setCookies = [value].flat();
    },
    getHeader: (name: string) => (name.toLowerCase() === "set-cookie" ? answer.setCookies : undefined),
    send: (value: unknown) => {
      answer.body = value;
    },
    json: (value: unknown) => {
      answer.body = value;
    },
    end: () => {},
  };
  const request = { query: { nextauth: endpoint.split("/") }, body, cookies, headers, method };
  await NextAuth(request as never, response as never, nextAuthOptions(ctx, new Headers(headers)));
  return answer;
}

function cookiesOf(answer: Answer): Record<string, string> {
  return Object.fromEntries(
    answer.setCookies.map((line) => (line.split(";")[0] ?? "").split(/=(.*)/s).slice(0, 2).map(decodeURIComponent)),
  );
}

async function signInThrough(credentials: Record<string, string>, protocol = "http"): Promise<Answer & { csrf: Record<string, string> }> {
  const csrf = await send({ path: "csrf", protocol });
  const { csrfToken } = csrf.body as { csrfToken: string };
  const answer = await send({
    path: "callback/credentials",
    method: "POST",
    body: { ...credentials, csrfToken },
    cookies: cookiesOf(csrf),
    protocol,
  });
  return { ...answer, csrf: { ...cookiesOf(csrf), csrfToken } };
}

const signUpSomebody = (username: string) => signUp(ctx, { username, email: `${username}@example.org`, password }, testClient);

test("signing in through next-auth makes a session and stays on the host the person used", async () => {
  const answer = await signInThrough({ login: "ada", password, callbackUrl: "https://evil.example/images" });
  expect(answer.location).toBe(`http://${host}/images`);
  const value = cookiesOf(answer)[sessionCookie] ?? "";
  const token = await decodeSessionToken(ctx.config, value);
  expect(token && (await findSessionActor(ctx, token))).toMatchObject({ role: "administrator" });
});

test("every cookie is httpOnly and lax, and secure exactly on https", async () => {
  for (const protocol of ["http", "https"]) {
    const answer = await signInThrough({ login: "ada", password }, protocol);
    expect(answer.setCookies.length).toBeGreaterThan(0);
    for (const line of answer.setCookies) {
      expect(line).toMatch(/^magpie\./);
      expect(line).toMatch(/; HttpOnly/i);
      expect(line).toMatch(/; SameSite=Lax/i);
      expect(/; Secure/i.test(line)).toBe(protocol === "https");
    }
  }
});

test("wrong passwords and unknown names get the same answer and no session", async () => {
  const wrong = await signInThrough({ login: "ada", password: "wrong password" });
  const unknown = await signInThrough({ login: "nobody", password: "wrong password" });
  expect(wrong.location).toContain("error=CredentialsSignin");
  expect([unknown.status, unknown.location]).toEqual([wrong.status, wrong.location]);
  expect(cookiesOf(wrong)[sessionCookie]).toBeUndefined();
});

test("without next-auth's token nobody is signed in", async () => {
  const answer = await send({ path: "callback/credentials", method: "POST", body: { login: "ada", password, csrfToken: "guessed" } });
  expect(cookiesOf(answer)[sessionCookie]).toBeUndefined();
});

test("the session endpoint tells who is signed in, and nothing once the row is gone", async () => {
  const signedIn = await signInThrough({ login: "ada", password });
  const cookies = { ...signedIn.csrf, ...cookiesOf(signedIn) };
  const alive = await send({ path: "session", cookies });
  expect(alive.body).toMatchObject({ user: { role: "administrator" } });
  expect(JSON.stringify(alive.body)).not.toContain("ada@example.org");
  await send({ path: "signout", method: "POST", body: { csrfToken: signedIn.csrf.csrfToken ?? "" }, cookies });
  expect((await send({ path: "session", cookies })).body).toEqual({});
  const token = await decodeSessionToken(ctx.config, cookies[sessionCookie] ?? "");
  expect(token && (await findSessionActor(ctx, token))).toBeUndefined();
});

test("too many attempts leave as a code, not as text in an address", async () => {
  const subject = "address:192.0.2.7";
  await ctx.db.execute(sql`update attempts set count = 1000 where subject = ${subject}`);
  const answer = await signInThrough({ login: "ada", password });
  await ctx.db.execute(sql`delete from attempts`);
  expect(answer.location).toContain("error=too-many-requests");
});

test("a second factor is no less asked for here", async () => {
  const { userId, sessionId } = await signUpSomebody("grace");
  const actor = await findSessionActor(ctx, { userId, sessionId });
  if (!actor) throw new Error("grace is not signed in");
  const { secret } = await beginSecondFactor(ctx, actor, password);
  await confirmSecondFactor(ctx, actor, computeTotpCode(secret, ctx.clock.now()));
  ctx.clock.advanceS(60);
  for (const code of [undefined, "000000"]) {
    const refused = await signInThrough({ login: "grace", password, ...(code && { code }) });
    expect(refused.location).toContain("error=second-factor-required");
    expect(cookiesOf(refused)[sessionCookie]).toBeUndefined();
  }
  const answer = await signInThrough({ login: "grace", password, code: computeTotpCode(secret, ctx.clock.now()) });
  expect(cookiesOf(answer)[sessionCookie]).toBeDefined();
});

test("forged and foreign cookies are nobody's", async () => {
  expect(await decodeSessionToken(ctx.config, "eyJhbGciOiJub25lIn0.e30.")).toBeUndefined();
  const value = cookiesOf(await signInThrough({ login: "ada", password }))[sessionCookie] ?? "";
  expect(await decodeSessionToken(ctx.config, value)).toBeDefined();
  const elsewhere = { ...ctx.config, dataDir: path.join(ctx.config.dataDir, "another-library") };
  expect(await decodeSessionToken(elsewhere, value)).toBeUndefined();
});

test("a phone on plain http keeps its cookie although PUBLIC_URL is https", () => {
  const config = { ...ctx.config, web: { ...ctx.config.web, publicUrl: "https://pictures.example.org" } };
  expect(isSecureRequest(config, new Headers({ host, "x-forwarded-proto": "http" }))).toBe(false);
  expect(isSecureRequest(config, new Headers({ host: "pictures.example.org", "x-forwarded-proto": "http" }))).toBe(true);
});
