import type { z } from "zod";
import type { Context } from "../context/context";
import { limits } from "../limits";
import { takeAttempt } from "./attempt-limit";
import type { Client } from "./client-address";
import { createAccount } from "./create-account";
import { hashPassword } from "./password";
import { requireRegistration } from "./registration";
import type { signUpInput } from "./schema";
import { createSession, type NewSession } from "./sessions";

/**
 * Makes an account and begins its first session. Which of name and address is somebody's already
 * is not told, and takes the same work.
 * @throws AppError forbidden when signing up is closed or the invitation is no good; conflict when
 *   name or address are taken; too-many-requests
 */
export async function signUp(
  ctx: Pick<Context, "db" | "clock" | "config">,
  input: z.output<typeof signUpInput>,
  client: Client,
): Promise<NewSession> {
  await requireRegistration(ctx, input.invitation);
  await takeAttempt(ctx, `sign-up:${client.address}`, limits.auth.attemptsPerAddress);
  const userId = await createAccount(ctx, input, await hashPassword(input.password));
  return createSession(ctx, userId, client);
}
