import { and, gt, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { deferCommit } from "../db/deferred-commit";
import { images } from "../db/schema/images";

/** All words stand on one line: `buildSearchWords` makes four. */
const isUnweighed = sql`position(E'\\n' in images.search_words) = 0`;

/**
 * Images after an id whose words are not weighed, at most `limit`, by their ids, with what their words are
 * made of. A partial index knows them, so that looking for them is nothing when there are none.
 * Housekeeping, without a scope.
 */
export async function listUnweighedWords(db: Db, { afterId, limit }: { afterId: string | undefined; limit: number }) {
  const { id, originalName, title, description, tags, exif, labels, caption, foundText } = images;
  const after = afterId === undefined ? undefined : gt(images.id, afterId);
  return db
    .select({ id, originalName, title, description, tags, exif, labels, caption, foundText })
    .from(images)
    .where(and(isUnweighed, after))
    .orderBy(images.id)
    .limit(limit);
}

/** Replaces the words of images where they still are not weighed. Housekeeping, without a scope. */
export async function replaceWords(db: Db, words: readonly { id: string; searchWords: string }[]): Promise<void> {
  if (words.length === 0) return;
  await db.execute(sql`
    update images set search_words = changed."searchWords"
    from jsonb_to_recordset(${JSON.stringify(words)}::jsonb) as changed(id uuid, "searchWords" text)
    where images.id = changed.id and ${isUnweighed} and ${deferCommit}`);
}
