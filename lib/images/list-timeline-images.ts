import type { ParsedInputOf } from "../api/operation";
import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import type { listTimelineImages as operation } from "./list-schema";
import type { ImageTile } from "./schema";
import { listDayImages } from "./timeline-queries";
import { toImageTile } from "./to-image-tile";

/** Images of one day of the library, newest first, from an offset: pages meet the bytes of `getTimeline` one to one. */
export async function listTimelineImages(
  ctx: Pick<Context, "db"> & { actor: Actor },
  input: ParsedInputOf<typeof operation>,
): Promise<{ images: ImageTile[] }> {
  const rows = await listDayImages(ctx.db, scopeOf(ctx.actor), input);
  return { images: rows.map(toImageTile) };
}
