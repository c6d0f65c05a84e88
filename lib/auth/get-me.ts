import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { Actor } from "./access";
import { findUser, type UserRow } from "./queries";
import type { UserView } from "./schema";

/**
 * The actor's own account, without what it keeps: cheap enough for every page.
 * @throws AppError unauthenticated when it was deleted a moment ago
 */
export async function getMe(ctx: Pick<Context, "db">, actor: Actor): Promise<UserView> {
  const { id, username, email, role } = await getUser(ctx, actor);
  return { id, username, email, role };
}

/**
 * The row of the actor's own account.
 * @throws AppError unauthenticated when it was deleted a moment ago
 */
export async function getUser(ctx: Pick<Context, "db">, actor: Actor): Promise<UserRow> {
  const user = await findUser(ctx.db, actor.userId);
  if (!user) throw new AppError("unauthenticated", "Sign in first.");
  return user;
}
