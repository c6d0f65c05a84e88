import { type Actor, type Scope, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { findTiles } from "../images/queries";
import { toImageTile } from "../images/to-image-tile";
import { type CollectionRow, listCollectionRows } from "./queries";
import type { CollectionView } from "./schema";

type Ctx = Pick<Context, "db"> & { actor: Actor };

/** All collections of the actor, the default one first, then by name. */
export async function listCollections(ctx: Ctx): Promise<{ collections: CollectionView[] }> {
  const scope = scopeOf(ctx.actor);
  return { collections: await toViews(ctx, scope, await listCollectionRows(ctx.db, scope)) };
}

/** One collection, by id or as `default`. @throws AppError not-found */
export async function getCollection(ctx: Ctx, input: { collectionId: string }): Promise<CollectionView> {
  const scope = scopeOf(ctx.actor);
  const [view] = await toViews(ctx, scope, await listCollectionRows(ctx.db, scope, input.collectionId));
  if (!view) throw new AppError("not-found", "There is no such collection.");
  return view;
}

async function toViews(ctx: Ctx, scope: Scope, rows: readonly CollectionRow[]): Promise<CollectionView[]> {
  const coverIds = rows.flatMap(({ coverId }) => coverId ?? []);
  const tiles = new Map((await findTiles(ctx.db, scope, coverIds)).map((row) => [row.id, toImageTile(row)]));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    tags: row.tags,
    isDefault: row.isDefault,
    imageCount: row.imageCount,
    cover: tiles.get(row.coverId ?? "") ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }));
}
