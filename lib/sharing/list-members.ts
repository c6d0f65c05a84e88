import { type Actor, type Authorized, standingOf } from "../auth/access";
import { getCollectionFor } from "../collections/get-collection-id";
import type { CollectionRow } from "../collections/queries";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import { findOwner, listMemberRows, type MemberRow } from "./member-queries";
import type { MemberView, PersonView } from "./schema";

/**
 * Whom a collection is shared with. Its owner sees all of it; members see one another, but neither
 * open invitations and their addresses nor who left.
 * @throws AppError not-found
 */
export async function listMembers(
  ctx: Pick<Context, "db"> & { actor: Actor },
  input: { collectionId: string },
): Promise<{ owner: PersonView; members: MemberView[] }> {
  const collection = await getCollectionFor(ctx, "view", input.collectionId);
  const [owner, rows] = await Promise.all([findOwner(ctx.db, collection), listMemberRows(ctx.db, collection)]);
  if (!owner) throw new AppError("not-found", "There is no such collection.");
  const isOwner = standingOf(ctx.actor, collection) === "owner";
  const members = rows.map(toMemberView).filter(({ state }) => isOwner || state === "joined");
  return { owner, members };
}

/** One member of a collection, for its owner. @throws AppError not-found */
export async function getMember(db: Db, collection: Authorized<CollectionRow>, memberId: string): Promise<MemberView> {
  const [row] = await listMemberRows(db, collection, memberId);
  if (!row) throw new AppError("not-found", "There is no such member.");
  return toMemberView(row);
}

function toMemberView(row: MemberRow): MemberView {
  const person = row.userId !== null && row.username !== null ? { id: row.userId, username: row.username } : null;
  const group = row.groupId !== null && row.groupName !== null ? { id: row.groupId, name: row.groupName, count: row.groupCount } : null;
  return {
    id: row.id,
    role: row.role,
    person,
    group,
    email: person || group ? null : row.email,
    state: row.acceptedAt === null ? "invited" : row.leftAt === null ? "joined" : "left",
    createdAt: row.createdAt.toISOString(),
  };
}
