import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { emptyDatabase } from "../db/testing";
import type { Actor } from "./access";
import { signAccessToken } from "./access-token";
import { createApiKey } from "./create-api-key";
import { encodeSessionToken, findActor, findPageActor, sessionCookie } from "./session";
import { createSession, endOtherSessions, endSession, type NewSession } from "./sessions";
import { type AccountContext, createTestActor, openAccountContext, testClient } from "./testing";
import { createTokenSession } from "./token-session";

const request = vi.hoisted(() => ({ headers: new Headers(), cookie: undefined as string | undefined }));
vi.mock("next/headers", () => ({
  headers: async () => request.headers,
  cookies: async () => ({ get: (name: string) => (request.cookie && name === sessionCookie ? { value: request.cookie } : undefined) }),
}));

let ctx: AccountContext;
let ada: Actor & { sessionId: string };
let bob: Actor & { sessionId: string };
let adasCookie: string;
let bobsKey: string;
const host = "pictures.local:3210";
const elsewhere = { origin: "https://gallery.example", "sec-fetch-site": "cross-site" };

beforeAll(async () => {
  ctx = await openAccountContext();
});
afterAll(() => ctx.close());
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  [ada, bob] = [await createTestActor(ctx), await createTestActor(ctx)];
  adasCookie = await cookieOf(ada);
  bobsKey = (await createApiKey({ ...ctx, actor: bob }, { name: "script", scopes: ["read"] })).key;
});

const cookieOf = (session: Pick<NewSession, "userId" | "sessionId">) =>
  encodeSessionToken(ctx.config, { ...session, expiresAt: new Date() } as NewSession);

/** Who is behind a request: for the API, and for pages. */
async function who(cookie: string | undefined, headers: Record<string, string> = {}) {
  request.headers = new Headers({ host, ...headers });
  request.cookie = cookie;
  return { api: (await findActor(ctx))?.userId, page: (await findPageActor(ctx))?.userId };
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test("a browser is known by its cookie, for pages and for the API", async () => {
  expect(await who(adasCookie)).toEqual({ api: ada.userId, page: ada.userId });
  expect(await who(undefined)).toEqual({ api: undefined, page: undefined });
});

test("a script is known by its token or key, for the API only", async () => {
  const { tokens } = await createTokenSession(ctx, bob.userId, testClient);
  for (const token of [tokens.accessToken, bobsKey]) {
    for (const scheme of ["Bearer", "bearer", "BEARER"])
      expect(await who(undefined, { authorization: `${scheme} ${token}` })).toEqual({ api: bob.userId, page: undefined });
  }
});

test("where a token or key is shown it is all that counts, also when it is not valid", async () => {
  expect((await who(adasCookie, bearer(bobsKey))).api).toBe(bob.userId);
  for (const authorization of ["Bearer x", "Bearer", "Bearer ", "bearer \t", `Bearer ${bobsKey}x`, `Bearer ${bobsKey}, Bearer x`])
    expect((await who(adasCookie, { authorization })).api, authorization).toBeUndefined();
});

test("the password of a proxy in front does not stand in the cookie's way", async () => {
  expect((await who(adasCookie, { authorization: "Basic eDp5" })).api).toBe(ada.userId);
});

test("pages of other sites bring no cookie in, and may bring a token", async () => {
  for (const headers of [elsewhere, { origin: elsewhere.origin }, { origin: "null" }, { origin: `http://${host}9` }])
    expect((await who(adasCookie, headers)).api).toBeUndefined();
  expect((await who(adasCookie, { ...elsewhere, ...bearer(bobsKey) })).api).toBe(bob.userId);
  for (const headers of [{ origin: `http://${host}` }, { origin: "https://proxied.example", "sec-fetch-site": "same-origin" }])
    expect((await who(adasCookie, headers as Record<string, string>)).api).toBe(ada.userId);
});

test("a cookie is no token and a token no cookie, and neither passes for the other's kind of session", async () => {
  const { session, tokens } = await createTokenSession(ctx, ada.userId, testClient);
  const nobody = { api: undefined, page: undefined };
  expect(await who(tokens.accessToken)).toEqual(nobody);
  expect(await who(tokens.refreshToken)).toEqual(nobody);
  expect(await who(await cookieOf(session))).toEqual(nobody);
  const tokenOfBrowser = await signAccessToken(ctx, ada);
  for (const token of [adasCookie, tokenOfBrowser, tokens.refreshToken, ada.sessionId, session.sessionId])
    expect(await who(undefined, bearer(token))).toEqual(nobody);
});

test("a token names its own person's session, not another's", async () => {
  const { session } = await createTokenSession(ctx, ada.userId, testClient);
  const mixed = await signAccessToken(ctx, { userId: bob.userId, sessionId: session.sessionId });
  expect((await who(undefined, bearer(mixed))).api).toBeUndefined();
});

test("an ended session, a disabled and a deleted person are nobody on the next request, by each way in", async () => {
  const ends: ((session: NewSession) => Promise<unknown>)[] = [
    (session) => endSession(ctx, session),
    ({ userId }) => ctx.db.execute(sql`update users set disabled_at = now() where id = ${userId}`),
    ({ userId }) => ctx.db.execute(sql`delete from users where id = ${userId}`),
  ];
  for (const kind of ["browser", "token"] as const) {
    for (const end of ends) {
      const { userId } = await createTestActor(ctx);
      const session = await createSession(ctx, userId, testClient, kind);
      const ask = async () =>
        kind === "browser" ? who(await cookieOf(session)) : who(undefined, bearer(await signAccessToken(ctx, session)));
      expect((await ask()).api).toBe(userId);
      await end(session);
      expect(await ask()).toEqual({ api: undefined, page: undefined });
    }
  }
});

test("whoever ends their other sessions keeps the one they came with, of either kind", async () => {
  const { tokens } = await createTokenSession(ctx, ada.userId, testClient);
  request.headers = new Headers({ host, ...bearer(tokens.accessToken) });
  expect(await endOtherSessions(ctx, (await findActor(ctx)) as Actor)).toBe(1);
  expect((await who(adasCookie)).api).toBeUndefined();
  expect((await who(undefined, bearer(tokens.accessToken))).api).toBe(ada.userId);
});

test("a token made with another library's secrets is nobody's here", async () => {
  const { session } = await createTokenSession(ctx, ada.userId, testClient);
  const foreign = { ...ctx, config: { ...ctx.config, dataDir: `${ctx.config.dataDir}/another` } };
  expect((await who(undefined, bearer(await signAccessToken(foreign, session)))).api).toBeUndefined();
});
