import { and, eq } from "drizzle-orm";
import type { Db } from "../db/client";
import { identities, users } from "../db/schema/users";
import type { UserRow } from "./queries";

/** Who somebody is to an OpenID Connect provider. */
export type IdentityKey = { issuer: string; subject: string };

/** The person behind an identity. */
export async function findUserByIdentity(db: Db, { issuer, subject }: IdentityKey): Promise<UserRow | undefined> {
  const [row] = await db
    .select({ user: users })
    .from(identities)
    .innerJoin(users, eq(users.id, identities.userId))
    .where(and(eq(identities.issuer, issuer), eq(identities.subject, subject)));
  return row?.user;
}

/** Says that an identity is a person's; false when it is somebody's already. */
export async function insertIdentity(db: Db, identity: typeof identities.$inferInsert): Promise<boolean> {
  return (await db.insert(identities).values(identity).onConflictDoNothing().returning({ subject: identities.subject })).length > 0;
}

export async function deleteIdentities(db: Db, userId: string): Promise<void> {
  await db.delete(identities).where(eq(identities.userId, userId));
}
