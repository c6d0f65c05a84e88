import type { Actor } from "../auth/access";
import { hashOpaqueToken } from "../auth/opaque-token";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { type PageInput, rowsOf } from "../paging";
import {
  answerInvitationRow,
  countInvitations,
  deleteMember,
  findOwnMembership,
  listInvitationRows,
  lockTokenInvitation,
  patchMember,
} from "./member-queries";
import { type InvitationView, memberRole } from "./schema";

type Ctx = Pick<Context, "db" | "clock"> & { actor: Actor };

/** A page of the collections that the actor is invited to and has not answered yet, the oldest first. */
export async function listInvitations(
  ctx: Pick<Context, "db"> & { actor: Actor },
  { page = 1, ...rest }: PageInput = {},
): Promise<{ invitations: InvitationView[]; page: number; total: number }> {
  const [rows, total] = await Promise.all([
    listInvitationRows(ctx.db, ctx.actor, rowsOf({ page, ...rest })),
    countInvitations(ctx.db, ctx.actor),
  ]);
  const invitations = rows.map((row) => ({
    id: row.id,
    collection: { id: row.collectionId, name: row.collectionName },
    invitedBy: { id: row.ownerId, username: row.ownerName },
    role: row.role,
    createdAt: row.createdAt.toISOString(),
  }));
  return { invitations, page, total };
}

/**
 * Accepts or declines an invitation of the actor. Declined it is gone, and what was left stays left.
 * @throws AppError not-found, also for one that was answered already
 */
export async function answerInvitation(
  ctx: Ctx,
  { invitationId, accept }: { invitationId: string; accept: boolean },
): Promise<{ collectionId: string | null }> {
  const [invitation] = await listInvitationRows(ctx.db, ctx.actor, { limit: 1, offset: 0 }, invitationId);
  const declined = invitation?.leftAt ? { acceptedAt: invitation.leftAt } : "delete";
  const change = accept ? { acceptedAt: ctx.clock.now(), leftAt: null } : declined;
  if (!invitation || !(await answerInvitationRow(ctx.db, ctx.actor, invitationId, change)))
    throw new AppError("not-found", "There is no such invitation.");
  return { collectionId: accept ? invitation.collectionId : null };
}

/**
 * Lets the actor into a collection by the token of an invitation's link, whatever address it was
 * meant for; the token is spent. Whoever is in already keeps the larger of the two roles.
 * @throws AppError not-found for a token that is unknown, spent, taken back or over; conflict for an own collection
 */
export async function redeemInvitation(ctx: Ctx, { token }: { token: string }): Promise<{ collectionId: string }> {
  const now = ctx.clock.now();
  return ctx.db.transaction(async (tx) => {
    const invitation = await lockTokenInvitation(tx, hashOpaqueToken(token), now);
    if (!invitation) throw new AppError("not-found", "This invitation has been used, taken back or is too old. Ask for a new one.");
    const { id, collectionId, role } = invitation;
    if (invitation.ownerId === ctx.actor.userId) throw new AppError("conflict", "This collection is yours already.");
    const own = await findOwnMembership(tx, collectionId, ctx.actor);
    const joined = { userId: ctx.actor.userId, acceptedAt: now, leftAt: null, tokenHash: null, expiresAt: null };
    if (!own) await patchMember(tx, collectionId, id, joined);
    else {
      const isIn = own.acceptedAt !== null && own.leftAt === null;
      await deleteMember(tx, collectionId, id);
      await patchMember(tx, collectionId, own.id, { ...joined, role: isIn ? largerRole(own.role, role) : role });
    }
    return { collectionId };
  });
}

function largerRole(a: InvitationView["role"], b: InvitationView["role"]): InvitationView["role"] {
  const order = memberRole.options;
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}
