import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Config } from "../config";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import { limits } from "../limits";
import { type Actor, requireAdministrator } from "./access";
import { leaving } from "./close-account";
import { createOpaqueToken } from "./opaque-token";
import { findPasswordLinkRow, putPasswordLink } from "./password-link-queries";
import { findUser, type UserRow } from "./queries";
import { readSecrets } from "./secrets";

/**
 * [Note: Password links] A link for whoever forgot their password carries their id and 256 random
 * bits. What is kept is an HMAC of these bits and of the present password's hash, under a key of
 * its own, in the row of `invitations` that has the person's id. So a new link takes the place of
 * the former one; a link is void as soon as the password changes, whichever way; nobody can read
 * it from the database; and, since an invitation's hash has no key, none opens the other's door. A
 * signed token without a row could not be ended by a newer one. A link is void, too, while its maker
 * is no administrator.
 */
const tokenSchema = z.tuple([z.uuid(), z.string().length(43)]);

/**
 * Makes the one link with which a person sets a new password without the former one.
 * @throws AppError forbidden unless the actor is an administrator; not-found; conflict for oneself,
 *   and for an account that is disabled or being deleted
 */
export async function createPasswordLink(
  ctx: Pick<Context, "db" | "clock" | "config" | "log">,
  actor: Actor,
  { userId }: { userId: string },
): Promise<{ path: string; expiresAt: string }> {
  requireAdministrator(actor);
  const user = await findUser(ctx.db, userId);
  if (!user) throw new AppError("not-found", "There is no such person.");
  if (userId === actor.userId) throw new AppError("conflict", "Change your own password under Security.");
  if (user.passwordHash === leaving) throw new AppError("conflict", "This account is being deleted.");
  if (user.disabledAt) throw new AppError("conflict", "This account is disabled. Enable it first.");
  const secret = createOpaqueToken();
  const now = ctx.clock.now();
  const expiresAt = new Date(now.getTime() + limits.auth.passwordLinkTtlS * 1_000);
  const proof = computeProof(ctx.config, secret, user.passwordHash).toString("hex");
  await putPasswordLink(ctx.db, { userId, proof, createdBy: actor.userId, createdAt: now, expiresAt });
  ctx.log.info({ userId, by: actor.userId }, "password link made");
  return { path: `/reset-password/${userId}.${secret}`, expiresAt: expiresAt.toISOString() };
}

/** The person whom a password link is for; undefined when it has been used, is out of date or never was. */
export async function findPasswordLinkUser(
  ctx: Pick<Context, "clock" | "config"> & { db: Db },
  token: string,
): Promise<UserRow | undefined> {
  const parsed = tokenSchema.safeParse(token.split("."));
  if (!parsed.success) return undefined;
  const [userId, secret] = parsed.data;
  const link = await findPasswordLinkRow(ctx.db, userId);
  if (!link || link.expiresAt <= ctx.clock.now()) return undefined;
  const expected = computeProof(ctx.config, secret, link.user.passwordHash);
  const kept = Buffer.from(link.proof, "hex");
  return kept.length === expected.length && timingSafeEqual(kept, expected) ? link.user : undefined;
}

function computeProof(config: Pick<Config, "dataDir">, secret: string, passwordHash: string): Buffer {
  const key = Buffer.from(hkdfSync("sha256", readSecrets(config).authSecret, "", "magpie password link", 32));
  return createHmac("sha256", key).update(`${secret}\n${passwordHash}`).digest();
}
