import { and, eq, isNull } from "drizzle-orm";
import type { Db } from "../db/client";
import { invitations, users } from "../db/schema/users";
import type { UserRow } from "./queries";

/** A person's password link: its row in `invitations` has the person's own id, see [Note: Password links]. */
export type PasswordLinkRow = { user: UserRow; proof: string; expiresAt: Date };

/** Keeps the one password link of a person, in place of a former one. */
export async function putPasswordLink(
  db: Db,
  {
    userId,
    proof,
    createdBy,
    createdAt,
    expiresAt,
  }: { userId: string; proof: string; createdBy: string; createdAt: Date; expiresAt: Date },
): Promise<void> {
  const made = { tokenHash: proof, createdBy, createdAt, expiresAt };
  await db
    .insert(invitations)
    .values({ id: userId, ...made })
    .onConflictDoUpdate({ target: invitations.id, set: made });
}

/** The password link of a person who may sign in, if an administrator who still is one made it. */
export async function findPasswordLinkRow(db: Db, userId: string): Promise<PasswordLinkRow | undefined> {
  const [row] = await db
    .select({ user: users, proof: invitations.tokenHash, expiresAt: invitations.expiresAt, createdBy: invitations.createdBy })
    .from(invitations)
    .innerJoin(users, eq(users.id, invitations.id))
    .where(and(eq(invitations.id, userId), isNull(users.disabledAt)));
  if (!row) return undefined;
  const { createdBy, ...link } = row;
  const makers = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, createdBy), eq(users.role, "administrator"), isNull(users.disabledAt)));
  return makers.length > 0 ? link : undefined;
}

export async function deletePasswordLink(db: Db, userId: string): Promise<void> {
  await db.delete(invitations).where(eq(invitations.id, userId));
}
