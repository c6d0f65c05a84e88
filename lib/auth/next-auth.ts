import type { DefaultSession, NextAuthOptions } from "next-auth";
import credentialsProvider from "next-auth/providers/credentials";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { Actor } from "./access";
import { readClient } from "./client-address";
import { toSafePath } from "./safe-path";
import { signInInput } from "./schema";
import { readSecrets } from "./secrets";
import { cookieOptions, isSecureRequest, sessionCookie } from "./session";
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
    },
    pages: { signIn: "/sign-in", signOut: "/", error: "/sign-in" },
    providers: [
      credentialsProvider({
        credentials: { login: { label: "Username or e-mail address" }, password: { label: "Password", type: "password" } },
        authorize: (credentials) => signInWithCredentials(ctx, credentials, headers),
      }),
    ],
    callbacks: {
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

function toSessionToken(token: { sub?: string; sid?: unknown }): SessionToken {
  return { sessionId: String(token.sid ?? ""), userId: token.sub ?? "" };
}
