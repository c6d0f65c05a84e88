import type { z } from "zod";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import { accountSubject, resetAttempts, returnAttempt, takeAttempt } from "./attempt-limit";
import type { Client } from "./client-address";
import { verifyPassword } from "./password";
import { findUserByLogin } from "./queries";
import type { signInInput } from "./schema";
import { createSession, type NewSession } from "./sessions";

/**
 * Begins a session for a username or e-mail address and its password. An unknown name, a wrong
 * password and a disabled account get the same sentence after the same work.
 * @throws AppError unauthenticated; too-many-requests with the seconds to wait
 */
export async function signIn(
  ctx: Pick<Context, "db" | "clock" | "config">,
  input: z.output<typeof signInInput>,
  client: Client,
): Promise<NewSession> {
  const account = accountSubject(ctx, input.login);
  await takeAttempt(ctx, `address:${client.address}`, limits.auth.attemptsPerAddress);
  await takeAttempt(ctx, account, limits.auth.attemptsPerAccount);
  const user = await findUserByLogin(ctx.db, input.login);
  const matches = await verifyPassword(user?.passwordHash, input.password);
  if (!user || !matches || user.disabledAt) throw new AppError("unauthenticated", "This name and password do not belong together.");
  await returnAttempt(ctx, `address:${client.address}`);
  await resetAttempts(ctx, account);
  return createSession(ctx, user.id, client);
}
