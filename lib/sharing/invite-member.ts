import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import type { ParsedInputOf } from "../api/operation";
import { type Actor, type Authorized, authorize, viewScopeOf } from "../auth/access";
import { createOpaqueToken, hashOpaqueToken } from "../auth/opaque-token";
import { type CollectionRow, lockCollection } from "../collections/queries";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import { limits } from "../limits";
import { findPerson, getPerson } from "./find-person";
import { type GroupRow, lockGroup } from "./group-queries";
import { getMember } from "./list-members";
import { countMembers, findMember, insertMember, patchMember } from "./member-queries";
import type { inviteMember as operation } from "./schema";
import { requireShareable } from "./shareable";

type Ctx = Pick<Context, "db" | "clock"> & { actor: Actor };
type Input = ParsedInputOf<typeof operation>;
type Invited = { memberId: string; invitationPath: string | null };

/**
 * Shares an own collection. A person with an account is asked first; a group's people are in at
 * once; an e-mail address that nobody has gets a token, whose path is given this once. Inviting an
 * address again makes a new token, and asking somebody who left asks them again.
 * @throws AppError not-found for a collection, person or group; forbidden; conflict for the default
 *   collection, oneself, or when there are too many; already-exists; invalid-input
 */
export async function inviteMember(ctx: Ctx, input: Input) {
  if ((input.person === undefined) === (input.groupId === undefined))
    throw new AppError("invalid-input", "Name a person or a group to share with.");
  const found = input.person === undefined ? undefined : await findPerson(ctx, input.person);
  const email = found ? undefined : z.email().safeParse(input.person).data;
  return ctx.db.transaction(async (tx) => {
    // A group before its collections, as whoever deletes it does.
    const group = input.groupId === undefined ? undefined : await lockGroup(tx, viewScopeOf(ctx.actor), input.groupId);
    const seen = await lockCollection(tx, viewScopeOf(ctx.actor), input.collectionId);
    const collection = requireShareable(authorize(ctx.actor, "manage", seen, "collection"));
    if (input.person !== undefined && !found && !email) await getPerson({ db: tx }, input.person);
    const invite = { ...ctx, db: tx, collection, role: input.role };
    const { memberId, invitationPath } = found
      ? await invitePerson(invite, found.id)
      : email
        ? await inviteAddress(invite, email)
        : await addGroup(invite, group);
    return { member: await getMember(tx, collection, memberId), invitationPath };
  });
}

type Invite = { db: Db; clock: Context["clock"]; actor: Actor; collection: Authorized<CollectionRow>; role: Input["role"] };

async function invitePerson({ db, clock, actor, collection, role }: Invite, userId: string): Promise<Invited> {
  if (userId === actor.userId) throw new AppError("conflict", "This collection is yours already.");
  const member = await findMember(db, collection, { userId });
  const createdAt = clock.now();
  if (!member) return insert(db, collection, { userId, role, createdAt });
  if (member.leftAt === null)
    throw new AppError("already-exists", member.acceptedAt ? "This person is in the collection." : "This person is invited already.");
  // What they left stays left until they say yes.
  await patchMember(db, collection.id, member.id, { role, createdAt, acceptedAt: null });
  return { memberId: member.id, invitationPath: null };
}

async function inviteAddress({ db, clock, collection, role }: Invite, email: string): Promise<Invited> {
  const token = createOpaqueToken();
  const createdAt = clock.now();
  const expiresAt = new Date(createdAt.getTime() + limits.sharing.invitationTtlS * 1_000);
  const invitation = { role, email, tokenHash: hashOpaqueToken(token), createdAt, expiresAt };
  const member = await findMember(db, collection, { email });
  if (member) await patchMember(db, collection.id, member.id, invitation);
  const { memberId } = member ? { memberId: member.id } : await insert(db, collection, invitation);
  return { memberId, invitationPath: `/join/${token}` };
}

async function addGroup({ db, clock, actor, collection, role }: Invite, found: GroupRow | undefined): Promise<Invited> {
  const { id: groupId } = authorize(actor, "manage", found, "group");
  if (await findMember(db, collection, { groupId })) throw new AppError("already-exists", "This group is in the collection.");
  const now = clock.now();
  return insert(db, collection, { groupId, role, createdAt: now, acceptedAt: now });
}

type New = Omit<Parameters<typeof insertMember>[1], "id" | "collectionId">;

async function insert(db: Db, collection: Authorized<CollectionRow>, member: New): Promise<Invited> {
  if ((await countMembers(db, collection)) >= limits.sharing.membersMax)
    throw new AppError("conflict", `A collection can be shared with ${limits.sharing.membersMax} people and groups at most.`);
  const id = uuidv7();
  await insertMember(db, { ...member, id, collectionId: collection.id });
  return { memberId: id, invitationPath: null };
}
