import type { ParsedInputOf } from "../api/operation";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { type Actor, requireAdministrator } from "./access";
import { leaving } from "./close-account";
import { getPerson } from "./people";
import { deleteOtherSessions, findUser, lockUsers } from "./queries";
import { requireOtherAdministrator } from "./require-other-administrator";
import type { administerUser as operation, PersonView } from "./schema";
import { clearSecondFactor } from "./second-factor-queries";
import { patchUser } from "./users-queries";

/**
 * Changes what administrators decide about an account: whether it may sign in, its role, its quota,
 * and, for somebody who lost theirs, whether it has a second factor. It holds from the next request on.
 * @throws AppError forbidden unless the actor is an administrator; not-found; conflict for the last
 *   administrator, for one's own second factor, and for an account that is being deleted
 */
export async function administerUser(
  ctx: Pick<Context, "db" | "clock" | "config">,
  actor: Actor,
  { userId, disabled, role, quotaBytes, removeSecondFactor }: ParsedInputOf<typeof operation>,
): Promise<PersonView> {
  requireAdministrator(actor);
  if (removeSecondFactor && userId === actor.userId)
    throw new AppError("conflict", "Take your own second factor away under Security, with your password and a code.");
  await ctx.db.transaction(async (tx) => {
    await lockUsers(tx);
    const user = await findUser(tx, userId);
    if (!user) throw new AppError("not-found", "There is no such person.");
    if (user.passwordHash === leaving) throw new AppError("conflict", "This account is being deleted.");
    if (disabled || role === "member") await requireOtherAdministrator(tx, user);
    await patchUser(tx, userId, {
      ...(disabled !== undefined && { disabledAt: disabled ? (user.disabledAt ?? ctx.clock.now()) : null }),
      ...(role !== undefined && { role }),
      ...(quotaBytes !== undefined && { quotaBytes }),
    });
    if (disabled) await deleteOtherSessions(tx, userId, null);
    if (removeSecondFactor) await clearSecondFactor(tx, userId);
  });
  return getPerson(ctx, actor, userId);
}
