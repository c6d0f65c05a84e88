import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { limits } from "../limits";
import { findCursorAndCounts, listChangedImages, listDeletedIds } from "./change-queries";
import type { LibraryCounts } from "./list-schema";
import type { ImageTile } from "./schema";
import { toImageTile } from "./to-image-tile";

export type Changes = { cursor: string; counts: LibraryCounts; images: ImageTile[]; deletedIds: string[]; reset: boolean };

/** The largest number a row can carry; beyond it, a cursor is none of ours. */
const cursorMax = 2n ** 63n - 1n;

/**
 * What changed since a cursor, see [Note: Change cursor]. The cursor is taken before the rows are
 * read, so what changes in between is told now and once more. `reset` asks to fetch everything
 * again: too much changed, or the cursor is of another database.
 */
export async function listChanges(ctx: Pick<Context, "db"> & { actor: Actor }, input: { since?: string | undefined }): Promise<Changes> {
  const scope = scopeOf(ctx.actor);
  const { cursor, counts } = await findCursorAndCounts(ctx.db, scope);
  const nothing = { cursor, counts, images: [], deletedIds: [], reset: false };
  if (input.since === undefined) return nothing;
  if (BigInt(input.since) > cursorMax || BigInt(input.since) > BigInt(cursor)) return { ...nothing, reset: true };
  const max = limits.page.changesMax;
  const [rows, deletedIds] = await Promise.all([
    listChangedImages(ctx.db, scope, input.since, max + 1),
    listDeletedIds(ctx.db, scope, input.since, max + 1),
  ]);
  if (rows.length > max || deletedIds.length > max) return { ...nothing, reset: true };
  return { cursor, counts, images: rows.map(toImageTile), deletedIds, reset: false };
}
