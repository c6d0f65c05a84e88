import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { Actor } from "./access";
import { endSession } from "./sessions";

/**
 * Ends the session that the actor came with, for every copy of its tokens or cookie.
 * @throws AppError conflict when the actor came with an API key, which has none
 */
export async function logOut(ctx: Pick<Context, "db"> & { actor: Actor }): Promise<undefined> {
  const { userId, sessionId } = ctx.actor;
  if (sessionId === null) throw new AppError("conflict", "An API key has no session to end. Revoke the key instead.");
  await endSession(ctx, { userId, sessionId });
}
