import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { decode, encode } from "next-auth/jwt";
import type { Config } from "../config";
import type { Context } from "../context/context";
import { getContext } from "../context/web-context";
import type { Actor } from "./access";
import { findBearerActor, readBearer } from "./bearer";
import { pathHeader } from "./client-address";
import { isForeignOrigin } from "./foreign-origin";
import { hasUsers } from "./queries";
import { toSafePath } from "./safe-path";
import { readSecrets } from "./secrets";
import { endSession, findSessionActor, type NewSession, type SessionToken } from "./sessions";

type Needs = Pick<Context, "db" | "clock" | "config">;

/** The cookie that carries a session's id, encrypted by next-auth. */
export const sessionCookie = "magpie.session-token";

/** The flags of every cookie of ours. */
export function cookieOptions(secure: boolean) {
  return { httpOnly: true, sameSite: "lax", path: "/", secure } as const;
}

/**
 * Whether a request came by https: then cookies are marked secure. Plain http stays possible for a
 * phone on the same network, also when PUBLIC_URL is https.
 */
export function isSecureRequest(config: Config, requestHeaders: Headers): boolean {
  const publicUrl = config.web.publicUrl ? new URL(config.web.publicUrl) : undefined;
  const host = requestHeaders.get("x-forwarded-host") ?? requestHeaders.get("host");
  if (publicUrl?.protocol === "https:" && publicUrl.host === host) return true;
  return requestHeaders.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https";
}

/** A session as the value of its cookie: next-auth's encrypted JWT, with nothing in it but the ids. */
export function encodeSessionToken(config: Config, token: SessionToken): Promise<string> {
  return encode({
    token: { sub: token.userId, sid: token.sessionId },
    secret: readSecrets(config).authSecret,
    maxAge: config.auth.sessionDays * 86_400,
  });
}

/** Cookie values that were decrypted already. Whether their session still lives is looked up on every request. */
const decoded = new Map<string, SessionToken>();
const decodedMax = 1_000;

async function findSessionToken(config: Config): Promise<SessionToken | undefined> {
  const value = (await cookies()).get(sessionCookie)?.value;
  if (!value) return undefined;
  const known = decoded.get(value);
  if (known) return known;
  const token = await decodeSessionToken(config, value);
  if (decoded.size >= decodedMax) decoded.clear();
  if (token) decoded.set(value, token);
  return token;
}

/** The ids in a cookie's value, or undefined when it is forged, damaged or out of date. */
export async function decodeSessionToken(config: Config, value: string): Promise<SessionToken | undefined> {
  try {
    const token = await decode({ token: value, secret: readSecrets(config).authSecret });
    return typeof token?.sub === "string" && typeof token.sid === "string" ? { userId: token.sub, sessionId: token.sid } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Who makes the current request of the API, looked up anew each time; undefined for others. An
 * access token or API key is all that counts where one is shown, good or bad; the cookie counts for
 * requests that no page of another site made.
 */
export async function findActor(ctx: Needs): Promise<Actor | undefined> {
  const requestHeaders = await headers();
  const bearer = readBearer(requestHeaders);
  if (bearer !== undefined) return findBearerActor(ctx, bearer);
  return isForeignOrigin(requestHeaders) ? undefined : findPageActor(ctx);
}

/** The person signed in on this browser, for pages and forms: only its cookie counts. */
export async function findPageActor(ctx: Needs): Promise<Actor | undefined> {
  const token = await findSessionToken(ctx.config);
  return token && findSessionActor(ctx, token);
}

/**
 * The signed-in person, for pages. Others are sent to sign in and come back to where they were, or
 * to the first sign-up when there is no account at all.
 */
export async function requirePageActor(): Promise<Actor> {
  const ctx = await getContext();
  const actor = await findPageActor(ctx);
  if (actor) return actor;
  if (!(await hasUsers(ctx.db))) redirect("/sign-up");
  const path = toSafePath((await headers()).get(pathHeader));
  redirect(path === "/" ? "/sign-in" : `/sign-in?callbackUrl=${encodeURIComponent(path)}`);
}

/** Gives the browser behind the current request the cookie of a session. */
export async function setSessionCookie(ctx: Pick<Context, "config">, session: NewSession): Promise<void> {
  const secure = isSecureRequest(ctx.config, await headers());
  const value = await encodeSessionToken(ctx.config, session);
  (await cookies()).set(sessionCookie, value, { ...cookieOptions(secure), expires: session.expiresAt });
}

/** Ends the session of the current request, if it has one, and takes its cookie back. */
export async function endCurrentSession(ctx: Pick<Context, "db" | "config">): Promise<void> {
  const token = await findSessionToken(ctx.config);
  if (token) await endSession(ctx, token);
  await clearSessionCookie(ctx);
}

/** Takes the cookie of a session back from the browser behind the current request. */
export async function clearSessionCookie(ctx: Pick<Context, "config">): Promise<void> {
  (await cookies()).set(sessionCookie, "", { ...cookieOptions(isSecureRequest(ctx.config, await headers())), maxAge: 0 });
}
