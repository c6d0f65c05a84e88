import type { Context } from "../context/context";
import { AppError } from "../errors";
import { deleteDoors } from "./leaving-queries";
import type { NoPassword } from "./password";
import { findUser, lockUsers } from "./queries";
import { requireOtherAdministrator } from "./require-other-administrator";
import { patchUser } from "./users-queries";

/**
 * [Note: Leaving] An account that is being deleted has this instead of a password's hash, and is
 * disabled. Nobody can bring it back; housekeeping goes on deleting until nothing is left, also
 * after a crash.
 */
export const leaving: NoPassword = "leaving";

/**
 * Closes an account for ever in one transaction, see [Note: Leaving]: sessions, keys, links and
 * identities end at once. Safe to run again.
 * @throws AppError not-found; conflict for the last administrator
 */
export async function closeAccount(ctx: Pick<Context, "db" | "clock">, userId: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await lockUsers(tx);
    const user = await findUser(tx, userId);
    if (!user) throw new AppError("not-found", "There is no such person.");
    await requireOtherAdministrator(tx, user);
    await patchUser(tx, userId, { passwordHash: leaving, disabledAt: user.disabledAt ?? ctx.clock.now() });
    await deleteDoors(tx, userId);
  });
}
