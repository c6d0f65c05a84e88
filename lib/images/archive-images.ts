import { type Actor, authorizeAll, viewScopeOf } from "../auth/access";
import type { SupportedType } from "../config";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import { toArchiveName, toSafeFileName } from "./file-name";
import { getCleanOriginal } from "./get-clean-original";
import { getStoredOriginal, type ServedBytes } from "./get-original";
import type { PictureContext } from "./kept-picture";
import { listIdsInCollection } from "./list-queries";
import { type Archive, type ArchiveEntry, makeArchive } from "./make-archive";
import { neutralName, sightOf } from "./redact-image";
import { serveThumbnail } from "./serve-thumbnail";
import { findSeenSources, type SeenSource } from "./view-queries";
import { findSeenCollection } from "./visibility-queries";

type Ctx = PictureContext & Pick<Context, "clock"> & { actor: Actor };

/** Images whose sources are looked up at once. */
const chunkSize = 1_000;

/**
 * A zip of images, all of them or none, or of a collection in its order. Images of others are clean
 * copies where originals are shared, else pictures of at most 2048 px, under neutral names; with
 * shared details they are as they are stored, under their own.
 * @throws AppError not-found; invalid-input for none, both, or more than fit one archive
 */
export async function archiveImages(
  ctx: Ctx,
  input: { imageIds?: string[] | undefined; collectionId?: string | undefined },
): Promise<Archive> {
  if ((input.imageIds === undefined) === (input.collectionId === undefined))
    throw new AppError("invalid-input", "Name either pictures or a collection.");
  if (input.collectionId !== undefined) return archiveCollection(ctx, { collectionId: input.collectionId });
  const imageIds = [...new Set(input.imageIds)];
  const day = ctx.clock.now().toISOString().slice(0, 10);
  return { fileName: `Pictures ${day}.zip`, stream: makeArchive(ctx, toEntries(ctx, await findSources(ctx, imageIds, "all"))) };
}

/** See `archiveImages`. @throws AppError not-found; invalid-input when it has more images than fit one archive */
export async function archiveCollection(ctx: Ctx, input: { collectionId: string }): Promise<Archive> {
  const scope = viewScopeOf(ctx.actor);
  const collection = await findSeenCollection(ctx.db, scope, input.collectionId);
  if (!collection) throw new AppError("not-found", "There is no such collection.");
  const imageIds = await listIdsInCollection(ctx.db, scope, collection.id, limits.archive.imagesMax + 1);
  if (imageIds.length > limits.archive.imagesMax)
    throw new AppError("invalid-input", `One zip takes at most ${limits.archive.imagesMax} pictures: select a part of them.`);
  return {
    fileName: toArchiveName(collection.name),
    stream: makeArchive(ctx, toEntries(ctx, await findSources(ctx, imageIds, "those left"))),
  };
}

async function findSources(ctx: Ctx, imageIds: readonly string[], wanted: "all" | "those left"): Promise<SeenSource[]> {
  const found: SeenSource[] = [];
  for (let at = 0; at < imageIds.length; at += chunkSize) {
    const chunk = imageIds.slice(at, at + chunkSize);
    const sources = await findSeenSources(ctx.db, viewScopeOf(ctx.actor), chunk);
    const ids = new Set(sources.map(({ id }) => id));
    found.push(...authorizeAll(ctx.actor, "view", wanted === "all" ? chunk : chunk.filter((id) => ids.has(id)), sources));
  }
  return found;
}

function* toEntries(ctx: Ctx, images: readonly SeenSource[]): Generator<ArchiveEntry> {
  for (const image of images) {
    const served = serveWhole(ctx, image);
    yield { fileName: toSafeFileName(served.fileName, served.contentType as SupportedType), takenLocal: image.takenLocal, served };
  }
}

/** The most of an image that the actor may have. */
function serveWhole(ctx: Ctx, image: SeenSource): ServedBytes & { fileName: string } {
  const { details, originals } = sightOf(ctx.actor, image);
  if (originals) return details ? getStoredOriginal(ctx, image) : getCleanOriginal(ctx, image);
  const fileName = details ? image.originalName : neutralName(image);
  return { ...serveThumbnail(ctx, image, { size: 2_048, format: "jpeg" }), fileName };
}
