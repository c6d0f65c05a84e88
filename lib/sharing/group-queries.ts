import { and, asc, count, eq, inArray, sql } from "drizzle-orm";
import type { Actor, Authorized, ViewScope } from "../auth/access";
import type { Db } from "../db/client";
import { collections } from "../db/schema/images";
import { collectionMembers, groupMembers, groups } from "../db/schema/sharing";
import { users } from "../db/schema/users";
import type { PageRows } from "../paging";

const isIn = (scope: ViewScope) =>
  sql`exists (select 1 from group_members g where g.group_id = ${groups.id} and g.user_id = ${scope.viewerId})`;

const columns = (scope: ViewScope) => ({
  id: groups.id,
  ownerId: groups.ownerId,
  name: groups.name,
  /** Whoever is in a group may see it. */
  rank: sql<number>`(case when ${isIn(scope)} then 1 else 0 end)`,
});

export type GroupRow = Awaited<ReturnType<typeof listGroupRows>>[number];

const isOwnOrIn = (scope: ViewScope) => sql`(${groups.ownerId} = ${scope.viewerId} or ${isIn(scope)})`;

/** A page of the groups that the viewer made or is in, by name; or one of them. */
export async function listGroupRows(db: Db, scope: ViewScope, { limit, offset }: PageRows, groupId?: string) {
  return db
    .select(columns(scope))
    .from(groups)
    .where(and(isOwnOrIn(scope), groupId === undefined ? undefined : eq(groups.id, groupId)))
    .orderBy(sql`lower(${groups.name})`, asc(groups.id))
    .limit(limit)
    .offset(offset);
}

/** How many groups the viewer made or is in. */
export async function countSeenGroups(db: Db, scope: ViewScope): Promise<number> {
  return db.$count(groups, isOwnOrIn(scope));
}

/** A group that the viewer may see, as `authorize` takes it. */
export async function findGroup(db: Db, scope: ViewScope, groupId: string): Promise<GroupRow | undefined> {
  return (await listGroupRows(db, scope, { limit: 1, offset: 0 }, groupId))[0];
}

/** Like `findGroup`, and locks it for the rest of the transaction. */
export async function lockGroup(db: Db, scope: ViewScope, groupId: string): Promise<GroupRow | undefined> {
  await db
    .select({ id: groups.id })
    .from(groups)
    .where(and(eq(groups.id, groupId), isOwnOrIn(scope)))
    .for("update");
  return findGroup(db, scope, groupId);
}

/** Who is in groups, by name. The caller has seen that the viewer may see the groups. */
export async function listPeople(db: Db, groupIds: readonly string[]) {
  if (groupIds.length === 0) return [];
  return db
    .select({ groupId: groupMembers.groupId, id: users.id, username: users.username })
    .from(groupMembers)
    .innerJoin(users, eq(users.id, groupMembers.userId))
    .where(inArray(groupMembers.groupId, [...groupIds]))
    .orderBy(sql`lower(${users.username})`);
}

/** How many groups a person made. */
export async function countGroups(db: Db, actor: Actor): Promise<number> {
  const rows = await db.select({ total: count() }).from(groups).where(eq(groups.ownerId, actor.userId));
  return rows[0]?.total ?? 0;
}

/** How many people are in a group. */
export async function countPeople(db: Db, group: Authorized<GroupRow>): Promise<number> {
  const rows = await db.select({ total: count() }).from(groupMembers).where(eq(groupMembers.groupId, group.id));
  return rows[0]?.total ?? 0;
}

export async function insertGroup(db: Db, group: { id: string; ownerId: string; name: string }): Promise<void> {
  await db.insert(groups).values(group);
}

export async function renameGroup(db: Db, group: Authorized<GroupRow>, name: string): Promise<void> {
  await db.update(groups).set({ name }).where(eq(groups.id, group.id));
}

/** Deletes a group; collections are no longer shared with it. */
export async function deleteGroupRow(db: Db, group: Authorized<GroupRow>): Promise<void> {
  await db.delete(groups).where(eq(groups.id, group.id));
}

/** Puts a person into a group, if they are not. */
export async function insertGroupMember(db: Db, group: Authorized<GroupRow>, userId: string): Promise<void> {
  await db.insert(groupMembers).values({ groupId: group.id, userId }).onConflictDoNothing();
}

/** Takes a person out of a group, and gives how many there were. */
export async function deleteGroupMember(db: Db, group: Authorized<GroupRow>, userId: string): Promise<number> {
  const rows = await db
    .delete(groupMembers)
    .where(and(eq(groupMembers.groupId, group.id), eq(groupMembers.userId, userId)))
    .returning({ userId: groupMembers.userId });
  return rows.length;
}

/** Locks the collections that are shared with a group, in the order of their ids, and gives these. */
export async function lockCollectionsOfGroup(db: Db, group: Authorized<GroupRow>): Promise<string[]> {
  const rows = await db
    .select({ id: collections.id })
    .from(collections)
    .where(
      inArray(
        collections.id,
        db.select({ id: collectionMembers.collectionId }).from(collectionMembers).where(eq(collectionMembers.groupId, group.id)),
      ),
    )
    .orderBy(asc(collections.id))
    .for("update");
  return rows.map(({ id }) => id);
}
