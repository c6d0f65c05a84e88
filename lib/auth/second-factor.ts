import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import { resetAttempts, returnAttempt, takeAttempt } from "./attempt-limit";
import type { Client } from "./client-address";
import type { UserRow } from "./queries";
import { isRecoveryCode, takeRecoveryCode } from "./recovery-codes";
import { spendTotpStep } from "./second-factor-queries";
import { findTotpStep, openTotpSecret } from "./totp";

type Needs = Pick<Context, "db" | "clock" | "config">;

/**
 * Lets a person go on whose password was right: at once when they have no second factor, else with
 * the code of their authenticator or a recovery code, each of which counts once. A code that was
 * not given is asked for and counts as no attempt.
 * @throws AppError second-factor-required when the code is missing or wrong; too-many-requests
 */
export async function requireSecondFactor(ctx: Needs, user: UserRow, code: string | undefined, client: Client): Promise<void> {
  if (!user.totpEnabledAt) return;
  if (!code?.trim()) throw new AppError("second-factor-required", "Type the code that your authenticator app shows.");
  const subject = `second-factor:${user.id}` as const;
  await takeAttempt(ctx, `address:${client.address}`, limits.auth.attemptsPerAddress);
  await takeAttempt(ctx, subject, limits.auth.attemptsPerAccount);
  if (!(await spendCode(ctx, user, code))) {
    const message = "This code is wrong, or was used before. Wait for the next one.";
    throw new AppError("second-factor-required", message, { fieldErrors: { code: message } });
  }
  await returnAttempt(ctx, `address:${client.address}`);
  await resetAttempts(ctx, subject);
}

/** Whether a code is good; it is used up by that. */
async function spendCode(ctx: Needs, user: UserRow, code: string): Promise<boolean> {
  const now = ctx.clock.now();
  if (isRecoveryCode(code)) return takeRecoveryCode(ctx.db, user.id, code, now);
  if (!user.totpSecret) return false;
  const step = findTotpStep(openTotpSecret(ctx.config, user.id, user.totpSecret), code.replace(/\s/g, ""), now);
  return step !== undefined && spendTotpStep(ctx.db, user.id, user.totpSecret, step);
}
