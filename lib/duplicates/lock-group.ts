import { type Actor, authorize, authorizeAll, scopeOf, viewScopeOf } from "../auth/access";
import type { Db } from "../db/client";
import { listStandings } from "../images/removal-queries";
import { type GroupMember, lockMembers } from "./group-queries";

/**
 * Locks pictures that the actor may decide about, their own, until the transaction ends, in the order of their ids.
 * @throws AppError not-found; forbidden when one of them is only shared with the actor
 */
export async function lockGroup(tx: Db, actor: Actor, imageIds: readonly string[]): Promise<GroupMember[]> {
  const members = await lockMembers(tx, scopeOf(actor), imageIds);
  const others = members.length < imageIds.length ? await listStandings(tx, viewScopeOf(actor), imageIds) : [];
  authorizeAll(actor, "manage", imageIds, [...members, ...others]);
  return members;
}

/**
 * Locks those of these pictures that are left, as `lockGroup` does: of others of which the actor may know nothing,
 * deleted for good or never theirs, none is told apart.
 * @throws AppError not-found when none is left; forbidden when one of them is only shared with the actor
 */
export async function lockThoseLeft(tx: Db, actor: Actor, imageIds: readonly string[]): Promise<GroupMember[]> {
  const members = await lockMembers(tx, scopeOf(actor), imageIds);
  const seen = members.length < imageIds.length ? await listStandings(tx, viewScopeOf(actor), imageIds) : [];
  const there = [...members, ...seen];
  const leftIds = there.map(({ id }) => id);
  authorizeAll(actor, "manage", leftIds.length > 0 ? leftIds : imageIds, there);
  return members;
}

/**
 * Answers for a picture that is not the actor's own.
 * @throws AppError forbidden when it is shared with the actor; not-found when they may not see it
 */
export async function refuseShared(tx: Db, actor: Actor, imageId: string): Promise<void> {
  const [seen] = await listStandings(tx, viewScopeOf(actor), [imageId]);
  authorize(actor, "manage", seen);
}
