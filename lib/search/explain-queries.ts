import { type SQL, sql } from "drizzle-orm";
import type { ViewScope } from "../auth/access";
import type { Db } from "../db/client";
import { images } from "../db/schema/images";
import { meets } from "../images/condition-queries";
import type { ImageCondition } from "../images/conditions";
import { type ImageSelection, matchesFilter } from "../images/filter-queries";
import { placesOf } from "../images/place-queries";
import { isVisible, knowsDetails } from "../images/visibility-queries";

/**
 * Whether an image that the viewer sees passes the filter without its conditions, and meets each of
 * the conditions, as the viewer knows it.
 */
export async function checkConditions(
  db: Db,
  scope: ViewScope,
  imageId: string,
  { filter, conditions }: { filter: ImageSelection; conditions: readonly ImageCondition[] },
): Promise<{ passes: boolean; meets: boolean[] }> {
  const sight = { scope, isOwn: sql`${images.ownerId} = ${scope.viewerId}`, isKnown: knowsDetails(scope), all: false };
  const checks = conditions.map((condition) => meets(sight, condition));
  const { conditions: _conditions, ...plain } = filter;
  const [row] = await db.execute<{ passes: boolean; meets: boolean[] }>(sql`
    select ${matchesFilter(scope, plain)} as passes, array[${sql.join(checks, sql`, `)}]::boolean[] as meets
    from images where ${isVisible(scope)} and ${images.id} = ${imageId}`);
  return row ?? { passes: false, meets: checks.map(() => false) };
}

/** Texts in which words of an image are looked up; those that are hidden from the viewer are null. */
export type ImageTexts = {
  title: string | null;
  tags: string | null;
  name: string | null;
  description: string | null;
  labels: string | null;
  caption: string | null;
  text: string | null;
  place: string | null;
  collection: string | null;
};

/** What words an image is found by, field by field. */
export async function findImageTexts(db: Db, scope: ViewScope, imageId: string): Promise<ImageTexts | undefined> {
  const known = (text: SQL) => sql`case when ${knowsDetails(scope)} then ${text} end`;
  const joined = (names: SQL) => sql`array_to_string(${names}, ' | ')`;
  const [row] = await db.execute<ImageTexts>(sql`
    select ${known(sql`${images.title}`)} as title, ${known(joined(sql`${images.tags}`))} as tags,
      ${known(sql`${images.originalName}`)} as name, ${known(sql`${images.description}`)} as description,
      ${joined(sql`${images.labels}`)} as labels, ${images.caption} as caption, ${known(sql`${images.foundText}`)} as text,
      ${known(placesOf(sql`${images}`))} as place,
      (select string_agg(c.name || ' | ' || array_to_string(c.tags, ' | '), ' | ') from memberships m
        join collections c on c.id = m.collection_id and c.owner_id = ${scope.viewerId} where m.image_id = ${images.id}) as collection
    from images where ${isVisible(scope)} and ${images.id} = ${imageId}`);
  return row;
}
