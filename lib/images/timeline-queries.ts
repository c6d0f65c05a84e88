import { and, eq, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { images } from "../db/schema/images";
import { tileColumns } from "./queries";
import { isNotStacked } from "./stack-queries";
import type { TileRow } from "./to-image-tile";

export type DayRow = { day: string; count: number; ratios: Buffer };

/**
 * Every day of the library, newest first, with one byte per image in the timeline's order:
 * width / height in fiftieths, 1..255, 75 while unknown. Of a stack only its cover, but all that is
 * asked for as a favourite.
 */
export async function listDays(db: Db, scope: Scope, filter: { favourite?: boolean }): Promise<DayRow[]> {
  const favourite = filter.favourite === undefined ? sql`and stacked_under is null` : sql`and favourite = ${filter.favourite}`;
  return db.execute<DayRow>(sql`
    select taken_day::text as day, count(*)::int as count,
      string_agg(
        set_byte('\\x00'::bytea, 0, case when width > 0 and height > 0 then least(255, greatest(1, round(50.0 * width / height)))::int else 75 end),
        ''::bytea order by taken_local desc, id desc) as ratios
    from images
    where owner_id = ${scope.ownerId} and place = 'library' ${favourite}
    group by taken_day order by taken_day desc`);
}

/** Images of one day in the timeline's order. The range is on `taken_local`, which the timeline's index knows. */
export async function listDayImages(
  db: Db,
  scope: Scope,
  page: { day: string; favourite?: boolean; offset: number; limit: number },
): Promise<TileRow[]> {
  return db
    .select(tileColumns)
    .from(images)
    .where(
      and(
        eq(images.ownerId, scope.ownerId),
        eq(images.place, "library"),
        sql`${images.takenLocal} >= ${page.day}::timestamp and ${images.takenLocal} < ${page.day}::timestamp + interval '1 day'`,
        page.favourite === undefined ? isNotStacked() : eq(images.favourite, page.favourite),
      ),
    )
    .orderBy(sql`${images.takenLocal} desc nulls last`, sql`${images.id} desc nulls last`)
    .offset(page.offset)
    .limit(page.limit);
}
