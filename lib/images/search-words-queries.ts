import { and, gt, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { deferCommit } from "../db/deferred-commit";
import { images } from "../db/schema/images";

/** All words stand on one line: `buildSearchWords` makes four. */
const isUnweighed = sql`position(E'\\n' in images.search_words) = 0`;

/**
 * Of the `lookedAtMax` images after an id those whose words are not weighed, at most `limit`, by their
 * ids, with what their words are made of; and the last that was looked at, undefined at the end.
 * Housekeeping, without a scope.
 */
export async function listUnweighedWords(
  db: Db,
  { afterId, lookedAtMax, limit }: { afterId: string | undefined; lookedAtMax: number; limit: number },
) {
  const after = afterId === undefined ? undefined : gt(images.id, afterId);
  const [end] = await db
    .select({ id: images.id })
    .from(images)
    .where(after)
    .orderBy(images.id)
    .offset(lookedAtMax - 1)
    .limit(1);
  const { id, originalName, title, description, tags, labels, caption, foundText } = images;
  const found = await db
    .select({ id, originalName, title, description, tags, labels, caption, foundText })
    .from(images)
    .where(and(after, end && sql`${images.id} <= ${end.id}`, isUnweighed))
    .orderBy(images.id)
    .limit(limit);
  return { images: found, lastId: end?.id };
}

/** Replaces the words of images where they still are not weighed. Housekeeping, without a scope. */
export async function replaceWords(db: Db, words: readonly { id: string; searchWords: string }[]): Promise<void> {
  if (words.length === 0) return;
  await db.execute(sql`
    update images set search_words = changed."searchWords"
    from jsonb_to_recordset(${JSON.stringify(words)}::jsonb) as changed(id uuid, "searchWords" text)
    where images.id = changed.id and ${isUnweighed} and ${deferCommit}`);
}
