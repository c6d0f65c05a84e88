import type { z } from "zod";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { Client } from "./client-address";
import { findUser } from "./queries";
import type { signUpInput, UserView } from "./schema";
import { openAccount } from "./sign-up";
import type { TokenPair } from "./token-schema";
import { createTokenSession } from "./token-session";

/**
 * Makes an account for whoever asks by a script, and begins its first session.
 * @throws AppError forbidden when signing up is closed or the invitation is no good; conflict when
 *   name or address are taken; too-many-requests
 */
export async function registerPerson(
  ctx: Pick<Context, "db" | "clock" | "config">,
  input: z.output<typeof signUpInput>,
  client: Client,
): Promise<TokenPair & { user: UserView }> {
  const userId = await openAccount(ctx, input, client);
  const { tokens } = await createTokenSession(ctx, userId, client);
  const user = await findUser(ctx.db, userId);
  if (!user) throw new AppError("unauthenticated", "This account was deleted a moment ago.");
  return { user: { id: user.id, username: user.username, email: user.email, role: user.role }, ...tokens };
}
