import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { Client } from "./client-address";
import { createAccount } from "./create-account";
import { findUserByIdentity, type IdentityKey, insertIdentity } from "./identity-queries";
import type { Intent } from "./oidc-intent";
import { chooseUsername } from "./oidc-username";
import type { NoPassword } from "./password";
import { email as emailSchema } from "./schema";
import { createSession, findSessionActor, type SessionToken } from "./sessions";
import { isTaken } from "./users-queries";

type Needs = Pick<Context, "db" | "clock" | "config">;

/** What a provider says of somebody, beside who it is. */
const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string().min(1),
  preferred_username: z.string().optional().catch(undefined),
  nickname: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  email: z.string().optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
});
type Claims = z.infer<typeof claimsSchema>;

const noPassword: NoPassword = "none";

/**
 * Begins a session for somebody whom the OpenID Connect provider has let in. An identity nobody has
 * is connected to the account of a person who wants that (`connect`), never by an e-mail address;
 * or it gets an account of its own, where OIDC_REGISTER, an invitation or open registration allow
 * that, or nobody has an account yet. The second factor is the provider's affair.
 * @throws AppError forbidden for somebody unknown or disabled; conflict when the identity is somebody
 *   else's, or its e-mail address is that of another account
 */
export async function signInByIdentity(ctx: Needs, raw: unknown, intent: Intent | undefined, client: Client): Promise<SessionToken> {
  const claims = claimsSchema.parse(raw);
  if (intent?.kind === "connect") return connect(ctx, claims, intent);
  const user = await findUserByIdentity(ctx.db, toKey(claims));
  if (user?.disabledAt) throw new AppError("forbidden", "This account is disabled. Ask the administrator.");
  return createSession(ctx, user?.id ?? (await register(ctx, claims, intent?.invitation)), client);
}

async function connect(ctx: Needs, claims: Claims, { userId, sessionId }: SessionToken): Promise<SessionToken> {
  if (!(await findSessionActor(ctx, { userId, sessionId })))
    throw new AppError("forbidden", "This session has ended. Sign in, and connect again.");
  const inserted = await insertIdentity(ctx.db, { ...toKey(claims), userId, createdAt: ctx.clock.now() });
  if (!inserted && (await findUserByIdentity(ctx.db, toKey(claims)))?.id !== userId)
    throw new AppError("conflict", "This single sign-on is connected to another account already.");
  return { userId, sessionId };
}

/** Makes the account of somebody new, and gives its id. */
async function register(ctx: Needs, claims: Claims, invitation: string | undefined): Promise<string> {
  const address = claims.email_verified === false ? undefined : emailSchema.safeParse(claims.email).data;
  const email = address ?? `${uuidv7()}@no-address.invalid`;
  const vouched = ctx.config.auth.oidc?.register ?? false;
  if (vouched && (await isTaken(ctx.db, uuidv7(), { email })))
    throw new AppError("conflict", "An account has this e-mail address. Sign in to it, and connect single sign-on under Settings.");
  const { preferred_username, nickname, name } = claims;
  const username = await chooseUsername(ctx.db, [preferred_username, nickname, name, address]);
  return ctx.db.transaction(async (tx) => {
    const userId = await createAccount({ ...ctx, db: tx }, { username, email, invitation, vouched }, noPassword);
    if (!(await insertIdentity(tx, { ...toKey(claims), userId, createdAt: ctx.clock.now() })))
      throw new AppError("conflict", "This sign-in is on its way already. Try again.");
    return userId;
  });
}

function toKey({ iss, sub }: Claims): IdentityKey {
  return { issuer: iss, subject: sub };
}
