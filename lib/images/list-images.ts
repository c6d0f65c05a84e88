import type { ParsedInputOf } from "../api/operation";
import { type Actor, type Scope, scopeOf } from "../auth/access";
import { getCollectionId } from "../collections/get-collection-id";
import type { Context } from "../context/context";
import { decodePageCursor, encodePageCursor } from "./page-cursor";
import { countImages, type ImageFilter, listImageRows } from "./queries";
import type { ImageTile, listImages as operation } from "./schema";
import { toImageTile } from "./to-image-tile";

type Input = ParsedInputOf<typeof operation>;

/**
 * One page of images of one place: newest first by time taken, added or trashed, or by name.
 * @throws AppError not-found for a collection; invalid-input for a cursor that is none
 */
export async function listImages(
  ctx: Pick<Context, "db"> & { actor: Actor },
  input: Input,
): Promise<{ images: ImageTile[]; nextCursor: string | null; total: number }> {
  const scope = scopeOf(ctx.actor);
  const after = input.cursor === undefined ? {} : { after: decodePageCursor(input.sort, input.cursor) };
  const filter = await toFilter(ctx, scope, input);
  const [rows, total] = await Promise.all([
    listImageRows(ctx.db, scope, { filter, sort: input.sort, limit: input.limit + 1, ...after }),
    countImages(ctx.db, scope, filter),
  ]);
  const page = rows.slice(0, input.limit);
  const last = rows.length > page.length ? page.at(-1) : undefined;
  return {
    images: page.map(toImageTile),
    nextCursor: last ? encodePageCursor(input.sort, { key: last.sortKey, id: last.id }) : null,
    total,
  };
}

async function toFilter(ctx: Pick<Context, "db">, scope: Scope, { place, status, favourite, collectionId }: Input): Promise<ImageFilter> {
  return {
    place,
    ...(status && { status }),
    ...(favourite !== undefined && { favourite }),
    ...(collectionId && { collectionId: await getCollectionId(ctx, scope, collectionId) }),
  };
}
