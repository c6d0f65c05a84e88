import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import { type Actor, requireAdministrator } from "./access";
import { hashOpaqueToken } from "./opaque-token";
import { insertInvitation } from "./queries";

/** An invitation as its maker sees it, once: only the SHA-256 of the token is kept. `path` is the page it opens. */
export type NewInvitation = { token: string; path: string; expiresAt: Date };

/**
 * Makes an invitation with which one person may sign up.
 * @throws AppError forbidden unless the actor is an administrator; conflict when REGISTRATION does not take invitations
 */
export async function createInvitation(ctx: Pick<Context, "db" | "clock" | "config">, actor: Actor): Promise<NewInvitation> {
  requireAdministrator(actor);
  if (ctx.config.auth.registration === "first")
    throw new AppError("conflict", "Invitations are switched off. Set REGISTRATION=invite and start Magpie again.");
  const token = randomBytes(24).toString("base64url");
  const now = ctx.clock.now();
  const expiresAt = new Date(now.getTime() + limits.auth.invitationTtlS * 1_000);
  await insertInvitation(ctx.db, {
    id: uuidv7(),
    tokenHash: hashOpaqueToken(token),
    createdBy: actor.userId,
    createdAt: now,
    expiresAt,
  });
  return { token, path: `/sign-up?invitation=${token}`, expiresAt };
}
