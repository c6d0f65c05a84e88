import type { z } from "zod";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import { accountSubject, resetAttempts, returnAttempt, takeAttempt } from "./attempt-limit";
import type { Client } from "./client-address";
import { verifyPassword } from "./password";
import { findUserByLogin, type UserRow } from "./queries";
import type { signInInput } from "./schema";
import { requireSecondFactor } from "./second-factor";

/** What a person proves to be themselves with. */
export type Credentials = z.output<typeof signInInput>;

/**
 * The person whose username or e-mail address, password and second factor these are. An unknown
 * name, a wrong password and a disabled account get the same sentence after the same work.
 * @throws AppError unauthenticated; second-factor-required when the password is right and the code
 *   is missing or wrong; too-many-requests with the seconds to wait
 */
export async function verifyCredentials(
  ctx: Pick<Context, "db" | "clock" | "config">,
  { login, password, code }: Credentials,
  client: Client,
): Promise<UserRow> {
  const account = accountSubject(ctx, login);
  await takeAttempt(ctx, `address:${client.address}`, limits.auth.attemptsPerAddress);
  await takeAttempt(ctx, account, limits.auth.attemptsPerAccount);
  const user = await findUserByLogin(ctx.db, login);
  const matches = await verifyPassword(user?.passwordHash, password);
  if (!user || !matches || user.disabledAt) throw new AppError("unauthenticated", "This name and password do not belong together.");
  await returnAttempt(ctx, `address:${client.address}`);
  await resetAttempts(ctx, account);
  await requireSecondFactor(ctx, user, code, client);
  return user;
}
