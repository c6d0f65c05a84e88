import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { Actor } from "./access";
import { hasPassword } from "./password";
import { findUser } from "./queries";
import { sumImageBytes } from "./quota-queries";
import type { AccountView } from "./schema";
import { countRecoveryCodes } from "./second-factor-queries";
import { hasIdentity } from "./users-queries";

/**
 * The actor's own account with what it keeps.
 * @throws AppError unauthenticated when it was deleted a moment ago
 */
export async function getAccount(ctx: Pick<Context, "db" | "config">, actor: Actor): Promise<AccountView> {
  const [user, usage, recoveryCodesLeft, hasSingleSignOn] = await Promise.all([
    findUser(ctx.db, actor.userId),
    sumImageBytes(ctx.db, actor.userId),
    countRecoveryCodes(ctx.db, actor.userId),
    hasIdentity(ctx.db, actor.userId),
  ]);
  if (!user) throw new AppError("unauthenticated", "Sign in first.");
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    role: user.role,
    usage: { bytes: usage.usedBytes, images: usage.images },
    quotaBytes: user.quotaBytes ?? ctx.config.auth.quotaBytes ?? null,
    hasSecondFactor: user.totpEnabledAt !== null,
    recoveryCodesLeft,
    hasPassword: hasPassword(user.passwordHash),
    hasSingleSignOn,
    createdAt: user.createdAt.toISOString(),
  };
}
