import type { ParsedInputOf } from "../api/operation";
import { type Actor, scopeOf, type ViewScope, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { listEmbeddings } from "./embedding-queries";
import { findViews } from "./get-image";
import { countImageRows, type ImagePage, listImageRows } from "./list-queries";
import type { ImageFilter, listImages as operation } from "./list-schema";
import { decodePageCursor, encodePageCursor } from "./page-cursor";
import type { ImageTile, ImageView, ImageWithEmbeddings } from "./schema";
import { toSeenTile } from "./to-image-tile";
import { findSeenCollection } from "./visibility-queries";

type Ctx = Pick<Context, "db"> & { actor: Actor };
type Input = ParsedInputOf<typeof operation>;

/**
 * One page of images: of the actor's own, or all in a collection that the actor may see; as tiles,
 * or with everything that may be known of them.
 * @throws AppError not-found for a collection; invalid-input for a cursor that is none
 */
export async function listImages(
  ctx: Ctx,
  input: Input,
): Promise<{ images: (ImageWithEmbeddings | ImageView | ImageTile)[]; nextCursor: string | null; total: number }> {
  const scope = viewScopeOf(ctx.actor);
  await requireSeenCollection(ctx, scope, input);
  const [rows, total] = await Promise.all([
    listImageRows(ctx.db, scope, { ...toPage(input), limit: input.limit + 1 }),
    countImageRows(ctx.db, scope, input, input.stacks),
  ]);
  const page = rows.slice(0, input.limit);
  const last = rows.length > page.length ? page.at(-1) : undefined;
  const ids = page.map(({ id }) => id);
  return {
    images: input.include ? await findDetails(ctx, ids, input.include) : page.map((row) => toSeenTile(ctx.actor, row)),
    nextCursor: last ? encodePageCursor(input, { keys: last.sortKeys, id: last.id }) : null,
    total,
  };
}

async function findDetails(ctx: Ctx, imageIds: string[], include: "details" | "embeddings"): Promise<(ImageWithEmbeddings | ImageView)[]> {
  const views = await findViews(ctx, imageIds);
  if (include === "details") return views;
  const found = await listEmbeddings(ctx.db, scopeOf(ctx.actor), imageIds);
  return views.map((view) => ({ ...view, embeddings: found.get(view.id) ?? [] }));
}

/** How many images pass a filter, see `listImages`. @throws AppError not-found for a collection */
export async function countImages(ctx: Ctx, filter: ImageFilter): Promise<{ total: number }> {
  const scope = viewScopeOf(ctx.actor);
  await requireSeenCollection(ctx, scope, filter);
  return { total: await countImageRows(ctx.db, scope, filter) };
}

/** @throws AppError not-found when the filter names a collection that the actor may not see */
export async function requireSeenCollection(
  ctx: Pick<Context, "db">,
  scope: ViewScope,
  { collectionId }: Pick<ImageFilter, "collectionId">,
): Promise<void> {
  if (collectionId === undefined || (await findSeenCollection(ctx.db, scope, collectionId))) return;
  throw new AppError("not-found", "There is no such collection.");
}

function toPage(input: Input): Omit<ImagePage, "limit"> {
  const { sort, order, cursor, page } = input;
  if (sort === "collection" && input.collectionId === undefined)
    throw new AppError("invalid-input", "sort: Name the collection whose order is meant.");
  if (cursor !== undefined && page !== undefined) throw new AppError("invalid-input", "page: Use a cursor or a page, not both.");
  return {
    filter: input,
    stacks: input.stacks ?? "all",
    sort,
    ...(order && { order }),
    ...(cursor !== undefined && { after: decodePageCursor(input, cursor) }),
    ...(page !== undefined && { offset: (page - 1) * input.limit }),
  };
}
