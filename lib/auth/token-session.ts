import { v7 as uuidv7 } from "uuid";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { signAccessToken } from "./access-token";
import type { Client } from "./client-address";
import { createOpaqueToken, hashOpaqueToken } from "./opaque-token";
import { createSession, type NewSession, type SessionToken } from "./sessions";
import { insertRefreshToken } from "./token-queries";
import type { TokenPair } from "./token-schema";

type Needs = Pick<Context, "db" | "clock" | "config">;

/** Begins a session of a person that is used with tokens instead of a cookie, and answers its first two. */
export async function createTokenSession(ctx: Needs, userId: string, client: Client): Promise<{ session: NewSession; tokens: TokenPair }> {
  const session = await createSession(ctx, userId, client, "token");
  const refreshToken = await addRefreshToken(ctx.db, session, ctx.clock.now());
  return { session, tokens: await toTokenPair(ctx, session, refreshToken) };
}

/** Gives a session one more refresh token, which ends with it, and answers it. */
export async function addRefreshToken(
  db: Db,
  { sessionId, expiresAt }: Pick<NewSession, "sessionId" | "expiresAt">,
  createdAt: Date,
): Promise<string> {
  const token = createOpaqueToken();
  await insertRefreshToken(db, { id: uuidv7(), sessionId, tokenHash: hashOpaqueToken(token), createdAt, expiresAt });
  return token;
}

/** A refresh token with an access token of the same session beside it, as scripts get them. */
export async function toTokenPair(ctx: Pick<Context, "clock" | "config">, session: SessionToken, refreshToken: string): Promise<TokenPair> {
  return {
    accessToken: await signAccessToken(ctx, session),
    refreshToken,
    tokenType: "Bearer",
    expiresInS: ctx.config.auth.accessTtlMin * 60,
  };
}
