import type { ParsedInputOf } from "../api/operation";
import type { Context } from "../context/context";
import type { Client } from "./client-address";
import type { login, TokenPair } from "./token-schema";
import { createTokenSession } from "./token-session";
import { verifyCredentials } from "./verify-credentials";

/**
 * Begins a session for a script and answers its tokens.
 * @throws AppError unauthenticated; second-factor-required; too-many-requests with the seconds to wait
 */
export async function logIn(
  ctx: Pick<Context, "db" | "clock" | "config">,
  { username, ...rest }: ParsedInputOf<typeof login>,
  client: Client,
): Promise<TokenPair> {
  const user = await verifyCredentials(ctx, { login: username, ...rest }, client);
  return (await createTokenSession(ctx, user.id, client)).tokens;
}
