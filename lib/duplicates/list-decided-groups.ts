import type { OutputOf, ParsedInputOf } from "../api/operation";
import { type Actor, type Scope, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { findTiles } from "../images/queries";
import type { ImageTile } from "../images/schema";
import { toImageTile } from "../images/to-image-tile";
import { limits } from "../limits";
import { type DecidedImage, type DecidedMoments, listDecidedImages, listDecidedMoments } from "./decided-queries";
import type { DecidedGroup, listDecidedGroups as operation } from "./decided-schema";

/**
 * A page of what the actor decided about duplicates and what still holds, the latest first; all that a
 * run of rules decided is one. What was said when a picture was discarded that repeats nothing any more
 * is not among it: that picture is in the trash, and nothing else is known of it.
 */
export async function listDecidedGroups(
  ctx: Pick<Context, "db"> & { actor: Actor },
  { cursor, limit }: ParsedInputOf<typeof operation>,
): Promise<OutputOf<typeof operation>> {
  const scope = scopeOf(ctx.actor);
  const rows = await listDecidedMoments(ctx.db, scope, { before: cursor, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const images = await listDecidedImages(
    ctx.db,
    scope,
    page.flatMap(({ moments }) => moments),
  );
  const pageOf = new Map(page.flatMap((row, index) => row.moments.map((moment) => [moment, index])));
  const imagesOf = page.map(() => [] as DecidedImage[]);
  for (const image of images) imagesOf[pageOf.get(image.decidedAt) ?? -1]?.push(image);
  const groups = page.map((row, index) => ({ ...row, images: distinct(imagesOf[index] ?? []) }));
  const tiles = await findListedTiles(ctx.db, scope, groups);
  return {
    // Of unrelated pictures all but one may have been deleted for good.
    groups: groups.filter((group) => group.images.length > 1).map((group) => toGroup(group, tiles)),
    nextCursor: rows.length > limit ? (page.at(-1)?.decidedAt ?? null) : null,
  };
}

type Decided = DecidedMoments & { images: readonly DecidedImage[] };
const listed = ({ images }: Decided) => images.slice(0, limits.duplicates.decidedImagesListed).map(({ id }) => id);

async function findListedTiles(db: Db, scope: Scope, groups: readonly Decided[]): Promise<Map<string, ImageTile>> {
  const rows = await findTiles(db, scope, [...new Set(groups.flatMap(listed))]);
  return new Map(rows.map((row) => [row.id, toImageTile(row)]));
}

/** Each image once, those outside the trash still first. */
function distinct(images: readonly DecidedImage[]): DecidedImage[] {
  const all = [...new Map(images.map((image) => [image.id, image])).values()];
  return [...all.filter(({ isTrashed }) => !isTrashed), ...all.filter(({ isTrashed }) => isTrashed)];
}

function toGroup(group: Decided, tiles: ReadonlyMap<string, ImageTile>): DecidedGroup {
  const { decidedAt, runId, images } = group;
  const isAny = (what: "isDuplicate" | "isAlternate") => images.some((image) => image[what]);
  return {
    decidedAt,
    runId,
    decision: isAny("isDuplicate") ? "duplicate" : isAny("isAlternate") ? "alternate" : "not-related",
    imageCount: images.length,
    trashedCount: images.filter(({ isTrashed }) => isTrashed).length,
    images: listed(group).flatMap((id) => tiles.get(id) ?? []),
    imageIds: images.map(({ id }) => id),
  };
}
