import type { ParsedInputOf } from "../api/operation";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { Actor } from "./access";
import { confirmIdentity } from "./confirm-identity";
import { getAccount } from "./get-account";
import { hashPassword } from "./password";
import { deleteOtherSessions, findUser, lockUsers } from "./queries";
import type { AccountView, updateUser as operation } from "./schema";
import { isTaken, patchUser } from "./users-queries";

type Input = Omit<ParsedInputOf<typeof operation>, "userId"> & { userId: string };

/**
 * Changes the actor's own name, address or password. A new password ends all their sessions but the
 * present one, tokens included; API keys stay.
 * @throws AppError not-found for somebody else's account; invalid-input or forbidden without the
 *   present password; conflict when name or address are taken; too-many-requests
 */
export async function updateUser(
  ctx: Pick<Context, "db" | "clock" | "config">,
  actor: Actor,
  { userId, username, email, password, currentPassword }: Input,
): Promise<AccountView> {
  if (userId !== "me" && userId !== actor.userId) throw new AppError("not-found", "There is no such person.");
  const user = await findUser(ctx.db, actor.userId);
  if (!user) throw new AppError("unauthenticated", "Sign in first.");
  if (password !== undefined || (email !== undefined && email !== user.email)) await confirmIdentity(ctx, actor, user, currentPassword);
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  const names = { ...(username !== undefined && { username }), ...(email !== undefined && { email }) };
  await ctx.db.transaction(async (tx) => {
    await lockUsers(tx);
    if (await isTaken(tx, user.id, names)) throw new AppError("conflict", "This name or address cannot be used. Choose another.");
    await patchUser(tx, user.id, { ...names, ...(passwordHash !== undefined && { passwordHash }) });
    if (passwordHash !== undefined) await deleteOtherSessions(tx, user.id, actor.sessionId);
  });
  return getAccount(ctx, actor);
}
