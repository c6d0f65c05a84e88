import type { OutputOf, ParsedInputOf } from "../api/operation";
import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { toImageTile } from "../images/to-image-tile";
import { listFailed } from "./again-queries";
import type { listFailedImages as operation } from "./schema";

/** A page of a person's images that could not be processed, newest first, the trash left out. */
export async function listFailedImages(
  ctx: Pick<Context, "db"> & { actor: Actor },
  { page, limit }: ParsedInputOf<typeof operation>,
): Promise<OutputOf<typeof operation>> {
  const { rows, total } = await listFailed(ctx.db, scopeOf(ctx.actor), { offset: (page - 1) * limit, limit });
  return { images: rows.map(toImageTile), page, total };
}
