import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { Actor } from "./access";
import { findUser } from "./queries";
import type { UserView } from "./schema";

/**
 * The actor's own account.
 * @throws AppError unauthenticated when it was deleted a moment ago
 */
export async function getMe(ctx: Pick<Context, "db">, actor: Actor): Promise<UserView> {
  const user = await findUser(ctx.db, actor.userId);
  if (!user) throw new AppError("unauthenticated", "Sign in first.");
  return { id: user.id, username: user.username, email: user.email, role: user.role };
}
