import { type Actor, authorize, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { listDuplicateEvidence } from "./list-duplicate-evidence";
import { findImage, listCollectionsOfImage } from "./queries";
import type { ImageView } from "./schema";
import { toImageTile } from "./to-image-tile";

type ImageRow = NonNullable<Awaited<ReturnType<typeof findImage>>>;

/**
 * One image with everything known of it.
 * @throws AppError not-found
 */
export async function getImage(ctx: Pick<Context, "db"> & { actor: Actor }, input: { imageId: string }): Promise<ImageView> {
  const scope = scopeOf(ctx.actor);
  const [found, collections, evidence] = await Promise.all([
    findImage(ctx.db, scope, input.imageId),
    listCollectionsOfImage(ctx.db, scope, input.imageId),
    listDuplicateEvidence(ctx, scope, [input.imageId]),
  ]);
  const image = authorize(ctx.actor, "view", found);
  return { ...toOwnView(image), collections, duplicates: evidence.get(image.id) ?? [] };
}

function toOwnView(image: ImageRow): Omit<ImageView, "collections" | "duplicates"> {
  return {
    ...toImageTile(image),
    title: image.title,
    description: image.description,
    tags: image.tags,
    rating: image.rating,
    sha256: image.sha256,
    takenOffsetMin: image.takenOffsetMin,
    takenUtc: image.takenUtc?.toISOString() ?? null,
    takenSource: image.takenSource,
    cameraMake: image.cameraMake,
    cameraModel: image.cameraModel,
    lens: image.lens,
    position: toPosition(image),
    exif: image.exif ?? {},
  };
}

function toPosition({ latitude, longitude, altitudeM }: ImageRow): ImageView["position"] {
  return latitude === null || longitude === null ? null : { latitude, longitude, altitudeM };
}
