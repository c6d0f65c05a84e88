import type { Context } from "../context/context";
import { AppError } from "../errors";
import { hashOpaqueToken } from "./opaque-token";
import { deleteExpiredRefreshTokens, deleteSessionOfUsedToken, extendSession, spendRefreshToken } from "./token-queries";
import type { TokenPair } from "./token-schema";
import { addRefreshToken, toTokenPair } from "./token-session";

type Needs = Pick<Context, "db" | "clock" | "config" | "log">;

/**
 * Changes a refresh token into the session's next two tokens and lets the session last on.
 *
 * [Note: Refresh token families] A refresh token is good once. One that comes again was copied:
 * which of the two holders is the thief cannot be told, so its session ends and with it everything
 * that ever came out of it (RFC 9700, section 4.14.2). Of several that ask with one token at the
 * same moment, the row's lock lets one through; the others come again.
 * @throws AppError unauthenticated
 */
export async function refreshTokens(ctx: Needs, { refreshToken }: { refreshToken: string }): Promise<TokenPair> {
  const tokenHash = hashOpaqueToken(refreshToken);
  const renewed = await renewSession(ctx, tokenHash);
  if (renewed) return toTokenPair(ctx, renewed, renewed.refreshToken);
  const userId = await deleteSessionOfUsedToken(ctx.db, tokenHash);
  if (userId) ctx.log.warn({ userId }, "a refresh token came a second time: its session has been ended");
  throw new AppError("unauthenticated", "This refresh token is not valid, or no longer. Sign in again.");
}

function renewSession(ctx: Needs, tokenHash: string) {
  const now = ctx.clock.now();
  const expiresAt = new Date(now.getTime() + ctx.config.auth.refreshTtlDays * 86_400_000);
  return ctx.db.transaction(async (tx) => {
    const sessionId = await spendRefreshToken(tx, tokenHash, now);
    const userId = sessionId && (await extendSession(tx, sessionId, now, expiresAt));
    if (!userId) return undefined;
    await deleteExpiredRefreshTokens(tx, sessionId, now);
    return { sessionId, userId, refreshToken: await addRefreshToken(tx, { sessionId, expiresAt }, now) };
  });
}
