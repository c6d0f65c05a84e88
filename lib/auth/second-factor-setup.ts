import { renderSVG } from "uqr";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import type { Actor } from "./access";
import { resetAttempts, takeAttempt } from "./attempt-limit";
import type { Client } from "./client-address";
import { confirmIdentity, requireSession } from "./confirm-identity";
import { findUser, type UserRow } from "./queries";
import { createRecoveryCodes } from "./recovery-codes";
import { requireSecondFactor } from "./second-factor";
import { clearSecondFactor, enableSecondFactor, saveOfferedSecret } from "./second-factor-queries";
import { createTotpSecret, findTotpStep, openTotpSecret, sealTotpSecret, toTotpUri } from "./totp";

type Needs = Pick<Context, "db" | "clock" | "config">;
type Offer = { secret: string; uri: string; svg: string };
type NewCodes = { recoveryCodes: string[] };

/**
 * Offers the actor a second factor: a new secret for their authenticator app, as text, address and
 * QR code. It is in force once `confirmSecondFactor` has seen a code of it; a later offer replaces it.
 * It takes what `confirmIdentity` does: on a borrowed device it would lock the owner out.
 * @throws AppError forbidden for API keys and for a wrong password; conflict when a second factor is
 *   in force; invalid-input when the password is missing; too-many-requests
 */
export async function beginSecondFactor(ctx: Needs, actor: Actor, password?: string): Promise<Offer> {
  const user = await requireUser(ctx, actor);
  if (user.totpEnabledAt) throw alreadyInForce();
  await confirmIdentity(ctx, actor, user, password);
  const secret = createTotpSecret();
  if (!(await saveOfferedSecret(ctx.db, user.id, sealTotpSecret(ctx.config, user.id, secret)))) throw alreadyInForce();
  const uri = toTotpUri(secret, user.username);
  return { secret, uri, svg: renderSVG(uri, { border: 2, pixelSize: 4 }) };
}

/**
 * Puts the offered second factor in force, by a code that the app shows, and gives the recovery
 * codes, this once.
 * @throws AppError forbidden for API keys; conflict when nothing was offered or one is in force;
 *   invalid-input when the code is wrong; too-many-requests
 */
export async function confirmSecondFactor(ctx: Needs, actor: Actor, code: string): Promise<NewCodes> {
  const user = await requireUser(ctx, actor);
  if (user.totpEnabledAt) throw alreadyInForce();
  if (!user.totpSecret) throw new AppError("conflict", "Begin with setting up the app.");
  const subject = `second-factor:${user.id}` as const;
  await takeAttempt(ctx, subject, limits.auth.attemptsPerAccount);
  const step = findTotpStep(openTotpSecret(ctx.config, user.id, user.totpSecret), code.replace(/\s/g, ""), ctx.clock.now());
  if (step === undefined) throw wrongCode();
  const sealed = user.totpSecret;
  const recoveryCodes = await ctx.db.transaction(async (tx) => {
    if (!(await enableSecondFactor(tx, user.id, sealed, step, ctx.clock.now()))) throw alreadyInForce();
    return createRecoveryCodes(tx, user.id);
  });
  await resetAttempts(ctx, subject);
  return { recoveryCodes };
}

/**
 * Takes the actor's second factor away, by their password and a code (of the app, or a recovery code).
 * @throws AppError forbidden for API keys and for a wrong password; conflict when there is none;
 *   invalid-input when the code is wrong; too-many-requests
 */
export async function removeSecondFactor(
  ctx: Needs,
  actor: Actor,
  { password, code }: { password: string; code: string },
  client: Client,
): Promise<void> {
  const user = await requireUser(ctx, actor);
  if (!user.totpEnabledAt) throw new AppError("conflict", "There is no second factor to take away.");
  await confirmIdentity(ctx, actor, user, password);
  await requireCode(ctx, user, code, client);
  await ctx.db.transaction((tx) => clearSecondFactor(tx, user.id));
}

/**
 * Gives the actor new recovery codes, this once; those before are good no more.
 * @throws AppError forbidden for API keys; conflict when there is no second factor; invalid-input
 *   when the code is wrong; too-many-requests
 */
export async function renewRecoveryCodes(ctx: Needs, actor: Actor, code: string, client: Client): Promise<NewCodes> {
  const user = await requireUser(ctx, actor);
  if (!user.totpEnabledAt) throw new AppError("conflict", "There is no second factor. Set one up first.");
  await requireCode(ctx, user, code, client);
  return { recoveryCodes: await createRecoveryCodes(ctx.db, user.id) };
}

async function requireUser(ctx: Needs, actor: Actor): Promise<UserRow> {
  requireSession(actor);
  const user = await findUser(ctx.db, actor.userId);
  if (!user) throw new AppError("unauthenticated", "Sign in first.");
  return user;
}

/** Who is signed in already is not asked to sign in: a wrong code is a wrong field. */
async function requireCode(ctx: Needs, user: UserRow, code: string, client: Client): Promise<void> {
  await requireSecondFactor(ctx, user, code, client).catch((error: unknown) => {
    throw error instanceof AppError && error.code === "second-factor-required" ? wrongCode() : error;
  });
}

function wrongCode(): AppError {
  const message = "This code is wrong, or was used before. Wait for the next one.";
  return new AppError("invalid-input", message, { fieldErrors: { code: message } });
}

function alreadyInForce(): AppError {
  return new AppError("conflict", "A second factor is in force already. Take it away first.");
}
