import type { Context } from "../context/context";
import type { Client } from "./client-address";
import { createSession, type NewSession } from "./sessions";
import { type Credentials, verifyCredentials } from "./verify-credentials";

/**
 * Begins a browser's session for a username or e-mail address, its password and its second factor.
 * @throws AppError unauthenticated; second-factor-required; too-many-requests with the seconds to wait
 */
export async function signIn(ctx: Pick<Context, "db" | "clock" | "config">, credentials: Credentials, client: Client): Promise<NewSession> {
  const user = await verifyCredentials(ctx, credentials, client);
  return createSession(ctx, user.id, client);
}
