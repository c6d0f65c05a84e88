import { and, eq, gt, isNull } from "drizzle-orm";
import type { Db } from "../db/client";
import { collections } from "../db/schema/images";
import { collectionMembers } from "../db/schema/sharing";
import { users } from "../db/schema/users";

/** What the invitation of an open token is to: the collection's name, its owner's and the role. */
export async function findTokenInvitation(db: Db, tokenHash: string, now: Date) {
  const rows = await db
    .select({ collectionName: collections.name, invitedBy: users.username, role: collectionMembers.role })
    .from(collectionMembers)
    .innerJoin(collections, eq(collections.id, collectionMembers.collectionId))
    .innerJoin(users, and(eq(users.id, collections.ownerId), isNull(users.disabledAt)))
    .where(and(eq(collectionMembers.tokenHash, tokenHash), isNull(collectionMembers.userId), gt(collectionMembers.expiresAt, now)));
  return rows[0];
}
