import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import { hashOpaqueToken } from "./opaque-token";
import { hasUsableInvitation, hasUsers } from "./queries";

type Needs = Pick<Context, "clock" | "config"> & { db: Db };

/**
 * Whether somebody may sign up: as the very first (and so as administrator), because it is open,
 * with a good invitation, or not at all: without one, with one that is used or out of date, or
 * because the library is closed.
 */
export type Registration = "first" | "open" | "invited" | "invitation-needed" | "invitation-ended" | "closed";

/** What signing up would meet now, with this invitation. */
export async function findRegistration(ctx: Needs, invitation?: string): Promise<Registration> {
  if (!(await hasUsers(ctx.db))) return "first";
  const { registration } = ctx.config.auth;
  if (registration === "open") return "open";
  if (registration === "first") return "closed";
  if (!invitation) return "invitation-needed";
  return (await hasUsableInvitation(ctx.db, hashOpaqueToken(invitation), ctx.clock.now())) ? "invited" : "invitation-ended";
}

const refusals: Partial<Record<Registration, string>> = {
  "invitation-needed": "Signing up here takes an invitation. Ask the administrator for one.",
  "invitation-ended": "This invitation has been used or is out of date. Ask the administrator for another.",
  closed: "This library takes no new accounts.",
};

/**
 * Like findRegistration, for those who are about to sign up.
 * @throws AppError forbidden when they may not
 */
export async function requireRegistration(ctx: Needs, invitation?: string): Promise<Registration> {
  const registration = await findRegistration(ctx, invitation);
  const refusal = refusals[registration];
  if (refusal) throw new AppError("forbidden", refusal);
  return registration;
}
