import type { ParsedInputOf } from "../api/operation";
import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import type { getTimeline as operation, TimelineDay } from "./list-schema";
import { listDays } from "./timeline-queries";

/**
 * Every day of the library with the shape of each image, newest first. The order inside a day is
 * that of `listTimelineImages`, so a page can lay out everything before it has a single tile.
 */
export async function getTimeline(
  ctx: Pick<Context, "db"> & { actor: Actor },
  input: ParsedInputOf<typeof operation>,
): Promise<{ days: TimelineDay[]; total: number }> {
  const rows = await listDays(ctx.db, scopeOf(ctx.actor), input);
  const days = rows.map(({ day, count, ratios }) => ({ day, count, ratios: ratios.toString("base64") }));
  return { days, total: days.reduce((sum, { count }) => sum + count, 0) };
}
