import { and, asc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import type { Actor, Authorized } from "../auth/access";
import type { CollectionRow } from "../collections/queries";
import type { Db } from "../db/client";
import { collections } from "../db/schema/images";
import { collectionMembers, groups } from "../db/schema/sharing";
import { users } from "../db/schema/users";
import type { PageRows } from "../paging";
import type { MemberRole } from "./schema";

type Shared = Authorized<CollectionRow>;

const viewColumns = {
  id: collectionMembers.id,
  role: collectionMembers.role,
  userId: collectionMembers.userId,
  username: users.username,
  groupId: collectionMembers.groupId,
  groupName: groups.name,
  groupCount: sql<number>`(select count(*)::int from group_members g where g.group_id = ${collectionMembers.groupId})`,
  email: collectionMembers.email,
  expiresAt: collectionMembers.expiresAt,
  createdAt: collectionMembers.createdAt,
  acceptedAt: collectionMembers.acceptedAt,
  leftAt: collectionMembers.leftAt,
};

export type MemberRow = Awaited<ReturnType<typeof listMemberRows>>[number];

/** Which members: all; those who joined, neither open invitations nor who left; or one of them. */
type OnlyMembers = { joined?: boolean; memberId?: string };

const areMembers = (collection: Shared, { joined, memberId }: OnlyMembers) =>
  and(
    eq(collectionMembers.collectionId, collection.id),
    joined ? and(isNotNull(collectionMembers.acceptedAt), isNull(collectionMembers.leftAt)) : undefined,
    memberId === undefined ? undefined : eq(collectionMembers.id, memberId),
  );

/** A page of those a collection is shared with, in the order of their invitations. */
export async function listMemberRows(db: Db, collection: Shared, only: OnlyMembers, { limit, offset }: PageRows) {
  return db
    .select(viewColumns)
    .from(collectionMembers)
    .leftJoin(users, eq(users.id, collectionMembers.userId))
    .leftJoin(groups, eq(groups.id, collectionMembers.groupId))
    .where(areMembers(collection, only))
    .orderBy(asc(collectionMembers.createdAt), asc(collectionMembers.id))
    .limit(limit)
    .offset(offset);
}

/** How many members and invitations a collection has. */
export async function countMembers(db: Db, collection: Shared, only: OnlyMembers = {}): Promise<number> {
  return db.$count(collectionMembers, areMembers(collection, only));
}

export async function findOwner(db: Db, collection: Shared): Promise<{ id: string; username: string } | undefined> {
  const rows = await db.select({ id: users.id, username: users.username }).from(users).where(eq(users.id, collection.ownerId));
  return rows[0];
}

type Whom = { userId: string } | { groupId: string } | { email: string };

/** The member of a collection that is this person, group or address. */
export async function findMember(db: Db, collection: Shared, whom: Whom) {
  const isWhom =
    "userId" in whom
      ? eq(collectionMembers.userId, whom.userId)
      : "groupId" in whom
        ? eq(collectionMembers.groupId, whom.groupId)
        : and(isNull(collectionMembers.userId), sql`lower(${collectionMembers.email}) = lower(${whom.email})`);
  const rows = await db
    .select()
    .from(collectionMembers)
    .where(and(eq(collectionMembers.collectionId, collection.id), isWhom));
  return rows[0];
}

export type NewMember = typeof collectionMembers.$inferInsert;

export async function insertMember(db: Db, member: NewMember): Promise<void> {
  await db.insert(collectionMembers).values(member);
}

export type MemberPatch = Partial<Omit<NewMember, "id" | "collectionId">>;

/** Changes a member of a collection; the caller has seen that it is one. */
export async function patchMember(db: Db, collectionId: string, memberId: string, patch: MemberPatch): Promise<void> {
  await db
    .update(collectionMembers)
    .set(patch)
    .where(and(eq(collectionMembers.collectionId, collectionId), eq(collectionMembers.id, memberId)));
}

/** Deletes a member of a collection, and gives how many there were. */
export async function deleteMember(db: Db, collectionId: string, memberId: string): Promise<number> {
  const rows = await db
    .delete(collectionMembers)
    .where(and(eq(collectionMembers.collectionId, collectionId), eq(collectionMembers.id, memberId)))
    .returning({ id: collectionMembers.id });
  return rows.length;
}

/** Whether a group that a collection is shared with has this person in it. */
export async function isInSharedGroup(db: Db, collectionId: string, userId: string): Promise<boolean> {
  const [row] = await db.execute<{ found: boolean }>(sql`
    select exists (select 1 from collection_members m join group_members g on g.group_id = m.group_id
                   where m.collection_id = ${collectionId} and g.user_id = ${userId}) as found`);
  return row?.found ?? false;
}

/** Notes that a person left a collection, also one that they had through a group. */
export async function upsertLeft(db: Db, member: { id: string; collectionId: string; userId: string; role: MemberRole; leftAt: Date }) {
  const { leftAt } = member;
  await db
    .insert(collectionMembers)
    .values({ ...member, acceptedAt: leftAt })
    .onConflictDoUpdate({
      target: [collectionMembers.collectionId, collectionMembers.userId],
      set: { leftAt, acceptedAt: leftAt },
    });
}

const invitationColumns = {
  id: collectionMembers.id,
  collectionId: collections.id,
  collectionName: collections.name,
  ownerId: users.id,
  ownerName: users.username,
  role: collectionMembers.role,
  createdAt: collectionMembers.createdAt,
  leftAt: collectionMembers.leftAt,
};

const isInvitedPerson = (actor: Actor) => and(eq(collectionMembers.userId, actor.userId), isNull(collectionMembers.acceptedAt));

const openInvitations = (db: Db, actor: Actor, invitationId?: string) =>
  db
    .select(invitationColumns)
    .from(collectionMembers)
    .innerJoin(collections, eq(collections.id, collectionMembers.collectionId))
    .innerJoin(users, and(eq(users.id, collections.ownerId), isNull(users.disabledAt)))
    .where(and(isInvitedPerson(actor), invitationId === undefined ? undefined : eq(collectionMembers.id, invitationId)));

/** A page of the invitations that a person has not answered, the oldest first; or one of them. Those of disabled people do not count. */
export async function listInvitationRows(db: Db, actor: Actor, { limit, offset }: PageRows, invitationId?: string) {
  return openInvitations(db, actor, invitationId)
    .orderBy(asc(collectionMembers.createdAt), asc(collectionMembers.id))
    .limit(limit)
    .offset(offset);
}

/** How many invitations a person has not answered. */
export async function countInvitations(db: Db, actor: Actor): Promise<number> {
  return db.$count(openInvitations(db, actor).as("open"));
}

/** Answers an invitation that is still open, once: with a change, or by deleting it. */
export async function answerInvitationRow(db: Db, actor: Actor, invitationId: string, change: MemberPatch | "delete"): Promise<boolean> {
  const where = and(isInvitedPerson(actor), eq(collectionMembers.id, invitationId));
  const id = { id: collectionMembers.id };
  const answered =
    change === "delete"
      ? await db.delete(collectionMembers).where(where).returning(id)
      : await db.update(collectionMembers).set(change).where(where).returning(id);
  return answered.length > 0;
}

/**
 * The invitation behind the token of a link, locked after its collection, so that nobody else comes
 * into that meanwhile; undefined when it was used, taken back or is over.
 */
export async function lockTokenInvitation(tx: Db, tokenHash: string, now: Date) {
  await tx.execute(sql`
    select 1 from collections where id = (select collection_id from collection_members where token_hash = ${tokenHash}) for update`);
  const rows = await tx
    .select({
      id: collectionMembers.id,
      collectionId: collectionMembers.collectionId,
      role: collectionMembers.role,
      ownerId: collections.ownerId,
    })
    .from(collectionMembers)
    .innerJoin(collections, eq(collections.id, collectionMembers.collectionId))
    .innerJoin(users, and(eq(users.id, collections.ownerId), isNull(users.disabledAt)))
    .where(and(eq(collectionMembers.tokenHash, tokenHash), isNull(collectionMembers.userId), gt(collectionMembers.expiresAt, now)))
    .for("update", { of: collectionMembers });
  return rows[0];
}

/** A person's own row in a collection. */
export async function findOwnMembership(db: Db, collectionId: string, actor: Actor) {
  const rows = await db
    .select()
    .from(collectionMembers)
    .where(and(eq(collectionMembers.collectionId, collectionId), eq(collectionMembers.userId, actor.userId)));
  return rows[0];
}
