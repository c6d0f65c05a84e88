import { type Actor, type Authorized, standingOf } from "../auth/access";
import { getCollectionFor } from "../collections/get-collection-for";
import type { CollectionRow } from "../collections/queries";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import { type PageInput, rowsOf } from "../paging";
import { countMembers, findOwner, listMemberRows, type MemberRow } from "./member-queries";
import type { MemberView, PersonView } from "./schema";

/**
 * A page of those a collection is shared with. Its owner sees all of them; members see one another,
 * but neither open invitations and their addresses nor who left, and their total counts none of these.
 * @throws AppError not-found
 */
export async function listMembers(
  ctx: Pick<Context, "db"> & { actor: Actor },
  { collectionId, page = 1, ...rest }: PageInput & { collectionId: string },
): Promise<{ owner: PersonView; members: MemberView[]; page: number; total: number }> {
  const collection = await getCollectionFor(ctx, "view", collectionId);
  const only = { joined: standingOf(ctx.actor, collection) !== "owner" };
  const [owner, rows, total] = await Promise.all([
    findOwner(ctx.db, collection),
    listMemberRows(ctx.db, collection, only, rowsOf({ page, ...rest })),
    countMembers(ctx.db, collection, only),
  ]);
  if (!owner) throw new AppError("not-found", "There is no such collection.");
  return { owner, members: rows.map(toMemberView), page, total };
}

/** One member of a collection, for its owner. @throws AppError not-found */
export async function getMember(db: Db, collection: Authorized<CollectionRow>, memberId: string): Promise<MemberView> {
  const [row] = await listMemberRows(db, collection, { memberId }, { limit: 1, offset: 0 });
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
