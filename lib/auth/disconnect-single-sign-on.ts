import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { Actor } from "./access";
import { deleteIdentities } from "./identity-queries";
import { hasPassword } from "./password";
import { findUser } from "./queries";

/**
 * Ends that single sign-on leads to the actor's account. Safe to run again.
 * @throws AppError conflict when it is their only way in
 */
export async function disconnectSingleSignOn(ctx: Pick<Context, "db">, actor: Actor): Promise<void> {
  const user = await findUser(ctx.db, actor.userId);
  if (!user) throw new AppError("unauthenticated", "Sign in first.");
  if (!hasPassword(user.passwordHash)) throw new AppError("conflict", "Set a password first: this is your only way in.");
  await deleteIdentities(ctx.db, user.id);
}
