import { type Actor, standingOf, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { toSeenTile } from "../images/to-image-tile";
import { findSeenTiles } from "../images/view-queries";
import { limits } from "../limits";
import { decodeCollectionCursor, encodeCollectionCursor } from "./collection-cursor";
import { type CollectionViewRow, countCollections, listCollectionRows } from "./queries";
import type { CollectionView } from "./schema";

type Ctx = Pick<Context, "db"> & { actor: Actor };
type Page = { cursor?: string | undefined; page?: number | undefined; limit?: number };

/**
 * A page of the actor's collections and of those shared with them, the default one first, then by
 * name. Without a limit the first thousand.
 * @throws AppError invalid-input for a cursor that is none
 */
export async function listCollections(
  ctx: Ctx,
  { cursor, page = 1, limit = limits.page.searchSizeMax }: Page = {},
): Promise<{ collections: CollectionView[]; nextCursor: string | null; total: number }> {
  const scope = viewScopeOf(ctx.actor);
  const from = cursor === undefined ? { offset: (page - 1) * limit } : { after: decodeCollectionCursor(cursor) };
  const [rows, total] = await Promise.all([
    listCollectionRows(ctx.db, scope, { ...from, limit: limit + 1 }),
    countCollections(ctx.db, scope),
  ]);
  const shown = rows.slice(0, limit);
  const last = rows.length > shown.length ? shown.at(-1) : undefined;
  return {
    collections: await toViews(ctx, shown),
    nextCursor: last ? encodeCollectionCursor({ isLater: last.isLater, name: last.sortName, id: last.id }) : null,
    total,
  };
}

/** One collection, by id or as `default`, if the actor may see it. @throws AppError not-found */
export async function getCollection(ctx: Ctx, input: { collectionId: string }): Promise<CollectionView> {
  const [view] = await toViews(ctx, await listCollectionRows(ctx.db, viewScopeOf(ctx.actor), { collectionId: input.collectionId }));
  if (!view) throw new AppError("not-found", "There is no such collection.");
  return view;
}

async function toViews(ctx: Ctx, rows: readonly CollectionViewRow[]): Promise<CollectionView[]> {
  const coverIds = rows.flatMap(({ coverId }) => coverId ?? []);
  const found = await findSeenTiles(ctx.db, viewScopeOf(ctx.actor), coverIds);
  const tiles = new Map(found.map((row) => [row.id, toSeenTile(ctx.actor, row)]));
  return rows.flatMap((row) => {
    const access = standingOf(ctx.actor, row);
    return access
      ? [{ ...toView(row), access, isProtected: access === "owner" && row.isProtected, cover: tiles.get(row.coverId ?? "") ?? null }]
      : [];
  });
}

/** What leaves the server of a row, field by field. */
function toView(row: CollectionViewRow) {
  return {
    id: row.id,
    name: row.name,
    tags: row.tags,
    isDefault: row.isDefault,
    owner: { id: row.ownerId, username: row.ownerName },
    isShared: row.isShared,
    shareDetails: row.shareDetails,
    shareOriginals: row.shareOriginals,
    imageCount: row.imageCount,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
