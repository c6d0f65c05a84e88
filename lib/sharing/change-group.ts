import { v7 as uuidv7 } from "uuid";
import { type Action, type Actor, type Authorized, authorize, viewScopeOf } from "../auth/access";
import { removeStrangers } from "../collections/queries";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import { limits } from "../limits";
import { getPerson } from "./find-person";
import {
  countGroups,
  countPeople,
  deleteGroupMember,
  deleteGroupRow,
  type GroupRow,
  insertGroup,
  insertGroupMember,
  lockCollectionsOfGroup,
  lockGroup,
  renameGroup,
} from "./group-queries";
import type { GroupView } from "./group-schema";
import { getGroup } from "./list-groups";

type Ctx = Pick<Context, "db"> & { actor: Actor };

/** Makes a group of the actor, with nobody in it. @throws AppError conflict when they have too many */
export async function createGroup(ctx: Ctx, { name }: { name: string }): Promise<GroupView> {
  if ((await countGroups(ctx.db, ctx.actor)) >= limits.sharing.groupsMax)
    throw new AppError("conflict", `You have ${limits.sharing.groupsMax} groups; that is the most.`);
  const groupId = uuidv7();
  await insertGroup(ctx.db, { id: groupId, ownerId: ctx.actor.userId, name });
  return getGroup(ctx, { groupId });
}

/** Renames an own group. @throws AppError not-found; forbidden for a group that the actor is only in */
export async function updateGroup(ctx: Ctx, { groupId, name }: { groupId: string; name: string }): Promise<GroupView> {
  return change(ctx, "manage", groupId, async (tx, group) => {
    await renameGroup(tx, group, name);
    return getGroup({ ...ctx, db: tx }, { groupId });
  });
}

/**
 * Deletes an own group. What was shared with it is no longer shared with its people, and their
 * pictures leave, see [Note: Guests' pictures].
 * @throws AppError not-found; forbidden
 */
export async function deleteGroup(ctx: Ctx, { groupId }: { groupId: string }): Promise<void> {
  await change(ctx, "delete", groupId, async (tx, group) => {
    const collectionIds = await lockCollectionsOfGroup(tx, group);
    await deleteGroupRow(tx, group);
    await removeStrangers(tx, collectionIds);
  });
}

/**
 * Puts a person into an own group: they see at once what is shared with it. Safe to run again.
 * @throws AppError not-found; forbidden; conflict when the group is full
 */
export async function addGroupMember(ctx: Ctx, { groupId, person }: { groupId: string; person: string }): Promise<GroupView> {
  return change(ctx, "manage", groupId, async (tx, group) => {
    const { id } = await getPerson({ db: tx }, person);
    if ((await countPeople(tx, group)) >= limits.sharing.groupMembersMax)
      throw new AppError("conflict", `A group holds ${limits.sharing.groupMembersMax} people at most.`);
    await insertGroupMember(tx, group, id);
    return getGroup({ ...ctx, db: tx }, { groupId });
  });
}

/**
 * Takes a person out of an own group, or the actor out of any; their pictures leave the collections
 * that they had through it.
 * @throws AppError not-found; forbidden
 */
export async function removeGroupMember(ctx: Ctx, { groupId, userId }: { groupId: string; userId: string }): Promise<void> {
  await change(ctx, userId === ctx.actor.userId ? "view" : "manage", groupId, async (tx, group) => {
    const collectionIds = await lockCollectionsOfGroup(tx, group);
    if ((await deleteGroupMember(tx, group, userId)) === 0) throw new AppError("not-found", "This person is not in the group.");
    await removeStrangers(tx, collectionIds);
  });
}

function change<T>(ctx: Ctx, action: Action, groupId: string, run: (tx: Db, group: Authorized<GroupRow>) => Promise<T>): Promise<T> {
  return ctx.db.transaction(async (tx) => {
    const group = authorize(ctx.actor, action, await lockGroup(tx, viewScopeOf(ctx.actor), groupId), "group");
    return run(tx, group);
  });
}
