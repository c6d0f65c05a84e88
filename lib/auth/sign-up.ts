import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import { limits } from "../limits";
import { takeAttempt } from "./attempt-limit";
import type { Client } from "./client-address";
import { hashInvitationToken } from "./invitation";
import { hashPassword } from "./password";
import { hasUsableInvitation, hasUsers, insertDefaultCollection, insertUser, lockUsers, spendInvitation } from "./queries";
import type { signUpInput } from "./schema";
import { createSession, type NewSession } from "./sessions";

type Needs = Pick<Context, "db" | "clock" | "config">;

/**
 * Whether somebody may sign up: as the very first (and so as administrator), because it is open,
 * with a good invitation, or not at all: without one, with one that is used or out of date, or
 * because the library is closed.
 */
export type Registration = "first" | "open" | "invited" | "invitation-needed" | "invitation-ended" | "closed";

/** What signing up would meet now, with this invitation. */
export async function findRegistration(ctx: Needs, invitation?: string): Promise<Registration> {
  return registrationIn(ctx, ctx.db, invitation);
}

async function registrationIn(ctx: Needs, db: Db, invitation: string | undefined): Promise<Registration> {
  if (!(await hasUsers(db))) return "first";
  const { registration } = ctx.config.auth;
  if (registration === "open") return "open";
  if (registration === "first") return "closed";
  if (!invitation) return "invitation-needed";
  return (await hasUsableInvitation(db, hashInvitationToken(invitation), ctx.clock.now())) ? "invited" : "invitation-ended";
}

const refusals: Partial<Record<Registration, string>> = {
  "invitation-needed": "Signing up here takes an invitation. Ask the administrator for one.",
  "invitation-ended": "This invitation has been used or is out of date. Ask the administrator for another.",
  closed: "This library takes no new accounts.",
};

function requireOpen(registration: Registration): void {
  const refusal = refusals[registration];
  if (refusal) throw new AppError("forbidden", refusal);
}

/**
 * Makes an account with its default collection and begins its first session. The first account of
 * a library is its administrator, exactly one however many sign up at once. Which of name and
 * address is somebody's already is not told.
 * @throws AppError forbidden when signing up is closed or the invitation is no good; conflict when
 *   name or address are taken; too-many-requests
 */
export async function signUp(ctx: Needs, input: z.output<typeof signUpInput>, client: Client): Promise<NewSession> {
  requireOpen(await findRegistration(ctx, input.invitation));
  await takeAttempt(ctx, `sign-up:${client.address}`, limits.auth.attemptsPerAddress);
  const passwordHash = await hashPassword(input.password);
  const userId = uuidv7();
  await ctx.db.transaction((tx) => insertAccount(ctx, tx, input, { userId, passwordHash }));
  return createSession(ctx, userId, client);
}

/** The short transaction of a sign-up: looks again, now that nobody else can get between. */
async function insertAccount(
  ctx: Needs,
  tx: Db,
  input: z.output<typeof signUpInput>,
  { userId, passwordHash }: { userId: string; passwordHash: string },
): Promise<void> {
  await lockUsers(tx);
  const registration = await registrationIn(ctx, tx, input.invitation);
  requireOpen(registration);
  const role = registration === "first" ? "administrator" : "member";
  const { username, email } = input;
  if (!(await insertUser(tx, { id: userId, username, email, passwordHash, role, createdAt: ctx.clock.now() })))
    throw new AppError("conflict", "This name or address cannot be used. Choose another, or sign in if you have an account.");
  if (registration === "invited" && input.invitation)
    await spendInvitation(tx, hashInvitationToken(input.invitation), userId, ctx.clock.now());
  await insertDefaultCollection(tx, { id: uuidv7(), ownerId: userId, name: "My pictures" });
}
