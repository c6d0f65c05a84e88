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

type Needs = Pick<Context, "db" | "clock" | "config">;
type SignUp = z.output<typeof signUpInput>;

/**
 * Makes an account and begins its first session, a browser's.
 * @throws AppError as `openAccount` does
 */
export async function signUp(ctx: Needs, input: SignUp, client: Client): Promise<NewSession> {
  return createSession(ctx, await openAccount(ctx, input, client), client);
}

/**
 * Makes an account for whoever asks, and answers its id. Which of name and address is somebody's
 * already is not told, and takes the same work.
 * @throws AppError forbidden when signing up is closed or the invitation is no good; conflict when
 *   name or address are taken; too-many-requests
 */
export async function openAccount(ctx: Needs, input: SignUp, client: Client): Promise<string> {
  await requireRegistration(ctx, input.invitation);
  await takeAttempt(ctx, `sign-up:${client.address}`, limits.auth.attemptsPerAddress);
  return createAccount(ctx, input, await hashPassword(input.password));
}
