import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import type { Actor } from "./access";
import { resetAttempts, takeAttempt } from "./attempt-limit";
import { hasPassword, verifyPassword } from "./password";
import type { UserRow } from "./queries";
import { findSessionStart } from "./users-queries";

/** Who has no password proves to be themselves by having signed in a moment ago. */
const freshMs = 15 * 60_000;

/**
 * Lets the actor do what a borrowed device must not: their present password is needed, or, where
 * they have none, a sign-in of the last quarter of an hour.
 * @throws AppError invalid-input when the password is missing; forbidden when it is wrong, or the
 *   sign-in is too long ago; too-many-requests
 */
export async function confirmIdentity(
  ctx: Pick<Context, "db" | "clock" | "config">,
  actor: Actor,
  user: UserRow,
  password: string | undefined,
): Promise<void> {
  if (!hasPassword(user.passwordHash)) return requireFreshSession(ctx, actor);
  if (!password) throw refuse("invalid-input", "Type your present password.");
  const subject = `confirmation:${user.id}` as const;
  await takeAttempt(ctx, subject, limits.auth.attemptsPerAccount);
  if (!(await verifyPassword(user.passwordHash, password))) throw refuse("forbidden", "This is not your present password.");
  await resetAttempts(ctx, subject);
}

/**
 * Refuses API keys where a person must be at it.
 * @throws AppError forbidden
 */
export function requireSession(actor: Actor): void {
  if (actor.sessionId === null) throw new AppError("forbidden", "An API key cannot do this. Sign in.");
}

async function requireFreshSession(ctx: Pick<Context, "db" | "clock">, actor: Actor): Promise<void> {
  const startedAt = actor.sessionId && (await findSessionStart(ctx.db, actor.userId, actor.sessionId));
  if (!startedAt || ctx.clock.now().getTime() - startedAt.getTime() > freshMs)
    throw new AppError("forbidden", "Sign out and in again first: it must be sure that this is you.");
}

function refuse(code: "invalid-input" | "forbidden", message: string): AppError {
  return new AppError(code, message, { fieldErrors: { currentPassword: message } });
}
