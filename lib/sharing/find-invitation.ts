import { hashOpaqueToken } from "../auth/opaque-token";
import type { Context } from "../context/context";
import { findTokenInvitation } from "./invitation-queries";
import type { MemberRole } from "./schema";

/**
 * What an invitation's link invites to, for whoever has it: they could join and see. Nothing is
 * changed. Undefined for a token that is unknown, spent, taken back or over.
 */
export async function findInvitation(
  ctx: Pick<Context, "db" | "clock">,
  { token }: { token: string },
): Promise<{ collectionName: string; invitedBy: string; role: MemberRole } | undefined> {
  return findTokenInvitation(ctx.db, hashOpaqueToken(token), ctx.clock.now());
}
