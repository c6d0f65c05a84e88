import { v7 as uuidv7 } from "uuid";
import type { ParsedInputOf } from "../api/operation";
import { type Actor, type Authorized, authorize, viewScopeOf } from "../auth/access";
import { type CollectionRow, lockCollection, patchCollection, removeStrangers } from "../collections/queries";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import { getMember } from "./list-members";
import { deleteMember, findMember, findOwnMembership, isInSharedGroup, patchMember, upsertLeft } from "./member-queries";
import type { MemberView, updateSharing as sharingOperation, updateMember as updateOperation } from "./schema";
import { requireShareable } from "./shareable";

type Ctx = Pick<Context, "db" | "clock"> & { actor: Actor };
type MemberInput = { collectionId: string; memberId: string };

async function lockOwn(tx: Db, actor: Actor, collectionId: string): Promise<Authorized<CollectionRow>> {
  return authorize(actor, "manage", await lockCollection(tx, viewScopeOf(actor), collectionId), "collection");
}

/** Gives a member of an own collection another role; it holds at once. @throws AppError not-found; forbidden */
export async function updateMember(ctx: Ctx, input: ParsedInputOf<typeof updateOperation>): Promise<MemberView> {
  return ctx.db.transaction(async (tx) => {
    const collection = await lockOwn(tx, ctx.actor, input.collectionId);
    await patchMember(tx, collection.id, input.memberId, { role: input.role });
    return getMember(tx, collection, input.memberId);
  });
}

/**
 * Puts a person or a group out of an own collection, or takes an invitation back. Pictures of people
 * who are not in it any more leave it, see [Note: Guests' pictures].
 * @throws AppError not-found; forbidden; conflict for somebody who left what a group would give them again
 */
export async function removeMember(ctx: Ctx, input: MemberInput): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const collection = await lockOwn(tx, ctx.actor, input.collectionId);
    const member = await getMember(tx, collection, input.memberId);
    const { person, state } = member;
    const left = person && (await findMember(tx, collection, { userId: person.id }))?.leftAt;
    const staysOut = left && (await isInSharedGroup(tx, collection.id, person.id));
    if (staysOut && state === "left")
      throw new AppError("conflict", `${person.username} left, and stays out although a group of this collection includes them.`);
    // An invitation that was to bring back who left: without it they are out as before, whatever their groups have.
    if (staysOut) await patchMember(tx, collection.id, member.id, { acceptedAt: left });
    else await deleteMember(tx, collection.id, member.id);
    await removeStrangers(tx, [collection.id]);
  });
}

/**
 * Leaves a collection of somebody else, also one that a group gives; the actor's pictures leave it
 * too. It stays left until they accept a new invitation.
 * @throws AppError not-found; conflict for an own collection
 */
export async function leaveCollection(ctx: Ctx, input: { collectionId: string }): Promise<void> {
  const { userId } = ctx.actor;
  await ctx.db.transaction(async (tx) => {
    const seen = await lockCollection(tx, viewScopeOf(ctx.actor), input.collectionId);
    const { id: collectionId, ownerId } = authorize(ctx.actor, "view", seen, "collection");
    if (ownerId === userId) throw new AppError("conflict", "This collection is yours. Delete it, or stop sharing it.");
    const role = (await findOwnMembership(tx, collectionId, ctx.actor))?.role ?? "viewer";
    await upsertLeft(tx, { id: uuidv7(), collectionId, userId, role, leftAt: ctx.clock.now() });
    await removeStrangers(tx, [collectionId]);
  });
}

/**
 * Changes what members of an own collection learn of its pictures, and whether they may have originals.
 * @throws AppError not-found; forbidden; conflict for the default collection
 */
export async function updateSharing(ctx: Ctx, input: ParsedInputOf<typeof sharingOperation>) {
  return ctx.db.transaction(async (tx) => {
    const collection = requireShareable(await lockOwn(tx, ctx.actor, input.collectionId));
    const { shareDetails = collection.shareDetails, shareOriginals = collection.shareOriginals } = input;
    await patchCollection(tx, collection, { shareDetails, shareOriginals });
    return { shareDetails, shareOriginals };
  });
}
