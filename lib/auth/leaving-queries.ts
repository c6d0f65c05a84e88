import { eq, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { files, images } from "../db/schema/images";
import { shareLinks } from "../db/schema/sharing";
import { uploadBatches } from "../db/schema/uploads";
import { apiKeys, identities, invitations, sessions, users } from "../db/schema/users";

/**
 * Deletes every way into an account and out of it: sessions of both kinds, keys, identities, the
 * password link, share links, members of the person's collections, and their pictures' places in the
 * collections of others. Their images may take long to delete: nobody sees one meanwhile.
 */
export async function deleteDoors(tx: Db, userId: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.userId, userId));
  await tx.delete(apiKeys).where(eq(apiKeys.userId, userId));
  await tx.delete(identities).where(eq(identities.userId, userId));
  await tx.delete(invitations).where(eq(invitations.id, userId));
  await tx.delete(shareLinks).where(eq(shareLinks.ownerId, userId));
  await tx.execute(sql`
    delete from memberships m using images i where i.id = m.image_id and i.owner_id = ${userId}
      and m.collection_id in (select collection_id from collection_access where user_id = ${userId} and rank < 4)`);
  await tx.execute(sql`
    delete from collection_members where user_id = ${userId}
      or collection_id in (select id from collections where owner_id = ${userId})`);
  await tx.execute(sql`delete from group_members where user_id = ${userId}`);
}

/** Ids of what a person was uploading: their unfinished files begin with them. */
export async function listUploadBatches(db: Db, userId: string): Promise<string[]> {
  const rows = await db.select({ id: uploadBatches.id }).from(uploadBatches).where(eq(uploadBatches.ownerId, userId));
  return rows.map(({ id }) => id);
}

const rowsPerStatement = 5_000;

/** Tables that can hold very many rows of a person besides their images, with what says whose a row is. */
const longTables = [
  ["import_files", sql`import_id in (select id from imports where owner_id = `],
  ["uploads", sql`(owner_id = `],
  ["content_claims", sql`(owner_id = `],
  ["tombstones", sql`(owner_id = `],
  ["feature_postings", sql`index_id in (select id from feature_indexes where owner_id = `],
  ["indexed_images", sql`index_id in (select id from feature_indexes where owner_id = `],
] as const;

/** Deletes what could be too many rows for one statement; the rest goes with the person's row. */
export async function deleteLongTables(db: Db, userId: string): Promise<void> {
  for (const [table, isTheirs] of longTables) {
    const name = sql.identifier(table);
    for (;;) {
      const gone = await db.execute(sql`
        delete from ${name} where ctid = any(array(select ctid from ${name} where ${isTheirs}${userId}) limit ${rowsPerStatement})) returning 1`);
      if (gone.length < rowsPerStatement) break;
    }
  }
}

/**
 * Deletes a person with all that hangs on the row, unless an image of theirs came meanwhile; call it
 * in a transaction. Pictures of others whose home was one of their collections move to their own
 * default one. False: there is still an image.
 */
export async function deleteUserRow(tx: Db, userId: string): Promise<boolean> {
  // The table before its row, as with `lockUsers`.
  await tx.execute(sql`lock table users in row exclusive mode`);
  await tx.execute(sql`select 1 from users where id = ${userId} for update`);
  if ((await tx.select({ id: images.id }).from(images).where(eq(images.ownerId, userId)).limit(1)).length > 0) return false;
  await tx.execute(sql`
    update images set home_collection_id = (select c.id from collections c where c.owner_id = images.owner_id and c.is_default limit 1)
    where owner_id <> ${userId} and home_collection_id in (select id from collections where owner_id = ${userId})`);
  await tx.execute(sql`delete from tombstones where owner_id = ${userId}`);
  await tx.delete(users).where(eq(users.id, userId));
  return true;
}

/** Whether anybody's file lies in a folder of the store. */
export async function isFolderUsed(db: Db, folder: string): Promise<boolean> {
  const rows = await db
    .select({ id: files.id })
    .from(files)
    .where(sql`starts_with(${files.storageKey}, ${`${folder}/`})`)
    .limit(1);
  return rows.length > 0;
}
