import type { z } from "zod";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { hashPassword } from "./password";
import { findPasswordLinkUser } from "./password-link";
import { deletePasswordLink } from "./password-link-queries";
import { deleteOtherSessions, lockUsers } from "./queries";
import type { resetPasswordInput } from "./schema";
import { patchUser } from "./users-queries";

/**
 * Sets a person's new password by their password link, once: the link and all their sessions and
 * tokens end. It signs nobody in, so a second factor is still asked for; API keys stay.
 * @throws AppError forbidden when the link has been used, is out of date or never was; too-many-requests
 */
export async function resetPassword(
  ctx: Pick<Context, "db" | "clock" | "config" | "log">,
  { token, password }: z.output<typeof resetPasswordInput>,
): Promise<void> {
  const ended = () => new AppError("forbidden", "This link has been used or is out of date. Ask the administrator for another.");
  if (!(await findPasswordLinkUser(ctx, token))) throw ended();
  const passwordHash = await hashPassword(password);
  const userId = await ctx.db.transaction(async (tx) => {
    await lockUsers(tx);
    const user = await findPasswordLinkUser({ ...ctx, db: tx }, token);
    if (!user) throw ended();
    await patchUser(tx, user.id, { passwordHash });
    await deletePasswordLink(tx, user.id);
    await deleteOtherSessions(tx, user.id, null);
    return user.id;
  });
  ctx.log.info({ userId }, "password set by a link");
}
