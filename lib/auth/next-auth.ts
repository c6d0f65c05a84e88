import type { DefaultSession, NextAuthOptions } from "next-auth";
import credentialsProvider from "next-auth/providers/credentials";
import type { OAuthConfig } from "next-auth/providers/oauth";
import type { Config } from "../config";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { Actor } from "./access";
import { readClient } from "./client-address";
import { intentCookie, intentMaxAgeS, readIntent } from "./oidc-intent";
import { signInByIdentity } from "./oidc-sign-in";
import { toSafePath } from "./safe-path";
import { signInInput } from "./schema";
import { readSecrets } from "./secrets";
import { cookieOptions, decodeSessionToken, isSecureRequest, sessionCookie } from "./session";
import { endSession, findSessionActor, type SessionToken } from "./sessions";
import { signIn } from "./sign-in";

type Needs = Pick<Context, "db" | "clock" | "config" | "log">;

/**
 * next-auth's options for one request: its endpoints under /api/auth sign in and out by the same
 * functions, cookie and session rows as the pages do.
 */
export function nextAuthOptions(ctx: Needs, headers: Headers): NextAuthOptions {
  const maxAge = ctx.config.auth.sessionDays * 86_400;
  const options = cookieOptions(isSecureRequest(ctx.config, headers));
  return {
    secret: readSecrets(ctx.config).authSecret,
    session: { strategy: "jwt", maxAge },
    jwt: { maxAge },
    useSecureCookies: options.secure,
    cookies: {
      sessionToken: { name: sessionCookie, options },
      callbackUrl: { name: "magpie.callback-url", options },
      csrfToken: { name: "magpie.csrf-token", options },
      pkceCodeVerifier: { name: "magpie.oidc-verifier", options: { ...options, maxAge: intentMaxAgeS } },
      state: { name: "magpie.oidc-state", options: { ...options, maxAge: intentMaxAgeS } },
      nonce: { name: "magpie.oidc-nonce", options: { ...options, maxAge: intentMaxAgeS } },
    },
    pages: { signIn: "/sign-in", signOut: "/", error: "/sign-in" },
    providers: [
      credentialsProvider({
        credentials: {
          login: { label: "Username or e-mail address" },
          password: { label: "Password", type: "password" },
          code: { label: "Code of the second factor" },
        },
        authorize: (credentials) => signInWithCredentials(ctx, credentials, headers),
      }),
      ...(ctx.config.auth.oidc ? [oidcProvider(ctx.config.auth.oidc)] : []),
    ],
    callbacks: {
      signIn: ({ user, account, profile }) => account?.type !== "oauth" || signInWithProvider(ctx, user, profile, headers),
      redirect: ({ url, baseUrl }) => `${baseUrl}${toSafePath(url)}`,
      jwt: ({ token, user }) =>
        user ? { sub: user.id, sid: (user as { sessionId?: string }).sessionId } : { sub: token.sub, sid: token.sid },
      session: async ({ session, token }) => {
        const actor = await findSessionActor(ctx, toSessionToken(token));
        if (!actor) throw new AppError("unauthenticated", "This session has ended.");
        const user: DefaultSession["user"] & Pick<Actor, "userId" | "role"> = { userId: actor.userId, role: actor.role };
        return { expires: session.expires, user };
      },
    },
    events: { signOut: ({ token }) => endSession(ctx, toSessionToken(token)) },
    logger: {
      error: (code, metadata) => {
        const isRefusal = metadata instanceof AppError || (metadata instanceof Error && /^JW[ET]/.test(metadata.name));
        ctx.log[isRefusal ? "debug" : "error"]({ code, err: metadata }, "next-auth could not go on");
      },
      warn: (code) => ctx.log.debug({ code }, "next-auth warned"),
      debug: () => {},
    },
  };
}

/** next-auth shows the message of what is thrown in an address, so only the code of an error leaves. */
async function signInWithCredentials(ctx: Needs, credentials: unknown, headers: Headers) {
  const input = signInInput.safeParse(credentials);
  if (!input.success) return null;
  try {
    const session = await signIn(ctx, input.data, readClient(headers));
    return { id: session.userId, sessionId: session.sessionId };
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") return null;
    if (!(error instanceof AppError)) ctx.log.error({ err: error }, "unexpected error while signing in");
    throw new Error(error instanceof AppError ? error.code : "internal", { cause: error });
  }
}

/** The id of the provider in addresses: it sends people back to /api/auth/callback/oidc. */
export const oidcId = "oidc";

/** [Note: Single sign-on] The code flow with PKCE, state and nonce; next-auth checks them, the ID token and its issuer. */
function oidcProvider({ issuer, clientId, clientSecret, name }: NonNullable<Config["auth"]["oidc"]>): OAuthConfig<Record<string, unknown>> {
  return {
    id: oidcId,
    name,
    type: "oauth",
    wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    issuer,
    clientId,
    clientSecret,
    authorization: { params: { scope: "openid profile email" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    userinfo: {
      // Many providers say who somebody is in the ID token only, and what they are called at this endpoint only.
      request: async ({ client, tokens }) => {
        const verified = tokens as Parameters<typeof client.userinfo>[0] & { claims(): Record<string, unknown> };
        const told = client.issuer.metadata.userinfo_endpoint ? await client.userinfo(verified) : {};
        return { ...told, ...verified.claims() };
      },
    },
    profile: ({ sub }) => ({ id: String(sub) }),
  };
}

/** Gives `user`, of which next-auth makes the cookie, the session that begins; an address to go to when it cannot. */
async function signInWithProvider(ctx: Needs, user: object, profile: unknown, headers: Headers): Promise<true | string> {
  const intent = readIntent(ctx.config, readCookie(headers, intentCookie), ctx.clock.now());
  const isConnecting = intent?.kind === "connect";
  try {
    if (isConnecting) await requireSameSession(ctx, headers, intent);
    const session = await signInByIdentity(ctx, profile, intent, readClient(headers));
    Object.assign(user, { id: session.userId, sessionId: session.sessionId });
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) ctx.log.error({ err: error }, "unexpected error while signing in by a provider");
    const code = error instanceof AppError ? error.code : "internal";
    return `${isConnecting ? "/settings/security" : "/sign-in"}?error=sso-${code}`;
  }
}

/** @throws AppError forbidden when the browser came back as somebody else, or as nobody */
async function requireSameSession(ctx: Needs, headers: Headers, { userId, sessionId }: SessionToken): Promise<void> {
  const token = await decodeSessionToken(ctx.config, readCookie(headers, sessionCookie) ?? "");
  if (token?.userId !== userId || token.sessionId !== sessionId)
    throw new AppError("forbidden", "This session has ended. Sign in, and connect again.");
}

function readCookie(headers: Headers, name: string): string | undefined {
  const pairs = (headers.get("cookie") ?? "").split(/;\s*/).map((pair) => pair.split(/=(.*)/s));
  const value = pairs.find(([key]) => key === name)?.[1];
  return value === undefined ? undefined : decodeURIComponent(value);
}

function toSessionToken(token: { sub?: string; sid?: unknown }): SessionToken {
  return { sessionId: String(token.sid ?? ""), userId: token.sub ?? "" };
}
