import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { ViewScope } from "../auth/access";
import type { Db } from "../db/client";
import { collections, files, images, memberships } from "../db/schema/images";
import { tileColumns } from "./queries";
import { isVisible, standingColumns } from "./visibility-queries";

/** Its own SQL, so that it keeps its table's name inside a subquery. */
const thisImage = sql`${images.id}`;

/** What a view is made of beyond a tile. */
export const viewColumns = {
  title: images.title,
  description: images.description,
  tags: images.tags,
  caption: images.caption,
  rating: images.rating,
  sha256: images.sha256,
  sourceUrl: images.sourceUrl,
  takenOffsetMin: images.takenOffsetMin,
  takenUtc: images.takenUtc,
  takenSource: images.takenSource,
  cameraMake: images.cameraMake,
  cameraModel: images.cameraModel,
  lens: images.lens,
  latitude: images.latitude,
  longitude: images.longitude,
  altitudeM: images.altitudeM,
  exif: images.exif,
  metadata: images.metadata,
  stepVersions: images.stepVersions,
  storageKey: sql<string | null>`(select f.storage_key from files f where f.image_id = ${thisImage} and f.role = 'original' limit 1)`,
};

/** Columns of a tile with the viewer's standing. */
export const seenTileColumns = (scope: ViewScope) => ({ ...tileColumns, ownerId: images.ownerId, ...standingColumns(scope) });

/** The same of the viewer's own images. */
export const ownTileColumns = {
  ...tileColumns,
  ownerId: images.ownerId,
  rank: sql<number | null>`null::int`,
  sharesDetails: sql<boolean | null>`null::boolean`,
  sharesOriginals: sql<boolean | null>`null::boolean`,
};

/** Images by id with everything a view needs, in no order; those that are out of sight are left out. */
export async function findImageViews(db: Db, scope: ViewScope, imageIds: readonly string[]) {
  if (imageIds.length === 0) return [];
  return db
    .select({ ...seenTileColumns(scope), ...viewColumns })
    .from(images)
    .where(and(isVisible(scope), inArray(images.id, [...imageIds])));
}

type FoundView = Awaited<ReturnType<typeof findImageViews>>[number];
export type ImageViewRow = Pick<FoundView, "id" | "takenLocal" | keyof typeof viewColumns>;

/** Tiles by id of own images and of those that others share, in no order. */
export async function findSeenTiles(db: Db, scope: ViewScope, imageIds: readonly string[]) {
  if (imageIds.length === 0) return [];
  return db
    .select(seenTileColumns(scope))
    .from(images)
    .where(and(isVisible(scope), inArray(images.id, [...imageIds])));
}

/** For each of these images the collections it is in that the viewer may see, by name. */
export async function listCollectionsOfImages(
  db: Db,
  scope: ViewScope,
  imageIds: readonly string[],
): Promise<{ imageId: string; id: string; name: string }[]> {
  if (imageIds.length === 0) return [];
  return db
    .select({ imageId: memberships.imageId, id: collections.id, name: collections.name })
    .from(memberships)
    .innerJoin(collections, eq(collections.id, memberships.collectionId))
    .where(
      and(
        inArray(memberships.imageId, [...imageIds]),
        sql`${collections.id} in (select collection_id from collection_access where user_id = ${scope.viewerId})`,
      ),
    )
    .orderBy(asc(collections.name), asc(collections.id));
}

/** What is needed to serve an image's bytes, or a picture made of them. */
const sourceColumns = {
  id: images.id,
  ownerId: images.ownerId,
  originalName: images.originalName,
  status: images.status,
  width: images.width,
  height: images.height,
  stepVersions: images.stepVersions,
  contentType: files.contentType,
  sizeBytes: files.sizeBytes,
  sha256: files.sha256,
  storageKey: files.storageKey,
  externalPath: files.externalPath,
};

/** Where an image's bytes lie and what they are; for whoever has seen that they may be shown. */
export type PictureSource = Awaited<ReturnType<typeof findPictureSources>>[number];

/** The sources of images by any condition on `images`, in no order. The condition holds the scope, as a link's does. */
export async function findPictureSources(db: Db, condition: SQL) {
  return db
    .select(sourceColumns)
    .from(images)
    .innerJoin(files, and(eq(files.imageId, images.id), eq(files.role, "original")))
    .where(condition);
}

/** The sources of images that the viewer may see, with their standing, in no order. */
export async function findSeenSources(db: Db, scope: ViewScope, imageIds: readonly string[]) {
  if (imageIds.length === 0) return [];
  return db
    .select({ ...sourceColumns, takenLocal: images.takenLocal, ...standingColumns(scope) })
    .from(images)
    .innerJoin(files, and(eq(files.imageId, images.id), eq(files.role, "original")))
    .where(and(isVisible(scope), inArray(images.id, [...imageIds])));
}

export type SeenSource = Awaited<ReturnType<typeof findSeenSources>>[number];

/** The source of one image that the viewer may see, quickly: pages show hundreds of them. */
export async function findVisibleSource(db: Db, scope: ViewScope, imageId: string): Promise<PictureSource | undefined> {
  const [found] = await findPictureSources(db, and(eq(images.id, imageId), isVisible(scope)) as SQL);
  return found;
}
