import type { OutputOf, ParsedInputOf } from "../api/operation";
import { type Actor, type Scope, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { findTiles } from "../images/queries";
import { toImageTile } from "../images/to-image-tile";
import { compareImages } from "./compare-images";
import { listFactsRows } from "./facts-queries";
import { findPairsAmong } from "./find-pairs-among";
import { toPictureFacts } from "./picture-facts";
import type { GroupImage, describeGroupImages as operation } from "./schema";
import { toFound } from "./shared-part";

/** Tiles of images with their facts, oldest first; ids outside the scope are left out. `reasons` are still empty. */
export async function findGroupImages(db: Db, scope: Scope, imageIds: readonly string[]): Promise<GroupImage[]> {
  const rows = await findTiles(db, scope, imageIds);
  const facts = new Map((await listFactsRows(db, scope, imageIds)).map((row) => [row.id, toPictureFacts(row)]));
  const images = rows.flatMap((row) => {
    const known = facts.get(row.id);
    return known ? [{ ...toImageTile(row), facts: known, reasons: [] }] : [];
  });
  return images.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * What is known of some of one's own pictures, in what each is better than the picture `thanId`, and
 * the undecided evidence among them all. Those that are not there any more, or not one's own, are left out.
 */
export async function describeGroupImages(
  ctx: Pick<Context, "db"> & { actor: Actor },
  { imageIds, thanId }: ParsedInputOf<typeof operation>,
): Promise<OutputOf<typeof operation>> {
  const scope = scopeOf(ctx.actor);
  const ids = [...new Set([...imageIds, thanId])];
  const images = await findGroupImages(ctx.db, scope, ids);
  const other = images.find(({ id }) => id === thanId);
  const described = images.filter(({ id }) => imageIds.includes(id));
  const pairs = await findPairsAmong(ctx.db, scope, ids);
  return { images: described.map((image) => ({ ...image, reasons: other ? compareImages(image, other, pairs.map(toFound)) : [] })), pairs };
}
