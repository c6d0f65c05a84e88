import type { z } from "zod";
import { type Actor, authorizeAll, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { getImage } from "./get-image";
import { hideFileWords, sightOf } from "./redact-image";
import type { ImageView, imageChanges } from "./schema";
import { buildSearchWords, readPlaces } from "./search-words";
import { originalTakenAt, parseTakenAt } from "./taken-at";
import { type ImagePatch, type LockedImage, lockSeenImages, type OwnPatch, patchImages } from "./update-queries";

type Ctx = Pick<Context, "db"> & { actor: Actor };
type Changes = z.output<typeof imageChanges>;

/** What editors of a collection may change of the images of others in it. */
const sharedFields: ReadonlySet<string> = new Set(["title", "description", "tags"] satisfies (keyof Changes)[]);

/**
 * Changes what people say about images, all of them or none. Fields that are left out stay. Title,
 * description and tags also of images of others, by editors.
 * @throws AppError not-found; forbidden
 */
export async function updateImages(ctx: Ctx, input: { imageIds: string[]; changes: Changes }): Promise<{ imageIds: string[] }> {
  const given = Object.entries(input.changes).filter(([, value]) => value !== undefined);
  const { tags, takenAt, ...patch } = Object.fromEntries(given) as Changes;
  const action = given.every(([field]) => sharedFields.has(field)) ? "edit" : "manage";
  const imageIds = [...new Set(input.imageIds)];
  await ctx.db.transaction(async (tx) => {
    const images = authorizeAll(ctx.actor, action, imageIds, await lockSeenImages(tx, viewScopeOf(ctx.actor), imageIds));
    const changed = images.map((image) => ({ image, own: ownPatch(ctx.actor, image, input.changes) }));
    if (given.length > 0) await patchImages(tx, patch as ImagePatch, changed);
  });
  return { imageIds };
}

/** Like `updateImages` for one image, and gives it back as it is now. @throws AppError not-found; forbidden */
export async function updateImage(ctx: Ctx, input: Changes & { imageId: string }): Promise<ImageView> {
  const { imageId, ...changes } = input;
  await updateImages(ctx, { imageIds: [imageId], changes });
  return getImage(ctx, { imageId });
}

/** Tags that are hidden from whoever changes them stay. */
function ownPatch(actor: Actor, image: LockedImage, { title, description, tags, takenAt }: Changes): OwnPatch {
  const shown = sightOf(actor, image).details ? image.tags : hideFileWords({ description: null, tags: image.tags }, image.exif).tags;
  const hidden = image.tags.filter((tag) => !shown.includes(tag));
  const next = tags ? [...new Set([...hidden, ...tags])] : image.tags;
  const words = {
    ...image,
    title: title === undefined ? image.title : title,
    description: description === undefined ? image.description : description,
    tags: next,
    places: readPlaces(image.exif),
  };
  const taken = takenAt === null ? originalTakenAt(image) : takenAt === undefined ? undefined : parseTakenAt(takenAt);
  return { searchWords: buildSearchWords(words), tags: next, ...(taken && { taken }) };
}
