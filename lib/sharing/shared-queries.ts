import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { LinkScope } from "../auth/access";
import type { Db } from "../db/client";
import { images } from "../db/schema/images";
import { findPictureSources } from "../images/view-queries";

/** Its own SQL, so that it keeps its table's name inside a subquery. */
const imageId = sql`${images.id}`;

/** What a link shows, as rows of image_id and position. */
const shown = (scope: LinkScope) =>
  scope.collectionId === null
    ? sql`select image_id, position::double precision as position from share_link_images where link_id = ${scope.linkId}`
    : sql`select image_id, coalesce(position, 'Infinity'::double precision) as position from memberships
          where collection_id = ${scope.collectionId}`;

/** Whether an image is in the library, and of a selection still its owner's. */
function isShowable(scope: LinkScope): SQL | undefined {
  return and(eq(images.place, "library"), scope.collectionId === null ? eq(images.ownerId, scope.ownerId) : undefined);
}

/** Whether a link shows an image. */
export function isShared(scope: LinkScope): SQL {
  return sql`(${isShowable(scope)} and ${imageId} in (select image_id from (${shown(scope)}) as shown))`;
}

/** A collection's setting, for images that others than the link's owner added. */
const unlessOwn = (scope: LinkScope, column: "share_details" | "share_originals") =>
  sql<boolean>`(${images.ownerId} = ${scope.ownerId}
    or exists (select 1 from collections c where c.id = ${scope.collectionId}::uuid and c.${sql.raw(column)}))`;

/** Whether a link may tell the details of an image, or give its original, as far as the image's owner goes. */
const consent = (scope: LinkScope) => ({
  mayShowDetails: unlessOwn(scope, "share_details"),
  mayGiveOriginal: unlessOwn(scope, "share_originals"),
});

/** Where in a link's order an image stands: by its place in the collection or selection, then newest first. Infinity as null. */
export type SharedPosition = { position: number | null; takenLocal: string; id: string };

const columns = {
  id: images.id,
  contentType: images.contentType,
  width: images.width,
  height: images.height,
  thumbhash: images.thumbhash,
  title: images.title,
  description: images.description,
  tags: images.tags,
  takenLocal: images.takenLocal,
  originalName: images.originalName,
  latitude: images.latitude,
  longitude: images.longitude,
  altitudeM: images.altitudeM,
  cameraMake: images.cameraMake,
  cameraModel: images.cameraModel,
  lens: images.lens,
  exif: images.exif,
};

export type SharedRow = Awaited<ReturnType<typeof listSharedRows>>[number];

/** One page of what a link shows, in its order. */
export async function listSharedRows(db: Db, scope: LinkScope, { after, limit }: { after?: SharedPosition; limit: number }) {
  const position = sql<number>`shown.position`;
  const [at, taken, id] = [after?.position ?? Infinity, after?.takenLocal, after?.id];
  const isAfter =
    after &&
    sql`(${position} > ${at}::double precision or (${position} = ${at}::double precision
    and (${images.takenLocal}, ${images.id}) < (${taken}::timestamp, ${id}::uuid)))`;
  return db
    .select({ ...columns, ...consent(scope), position: sql<number | null>`nullif(${position}, 'Infinity')` })
    .from(images)
    .innerJoin(sql`(${shown(scope)}) as shown`, sql`shown.image_id = ${images.id}`)
    .where(and(isShowable(scope), isAfter))
    .orderBy(position, sql`${images.takenLocal} desc`, sql`${images.id} desc`)
    .limit(limit);
}

/** How many images a link shows. */
export async function countShared(db: Db, scope: LinkScope): Promise<number> {
  return db.$count(images, isShared(scope));
}

/** The sources of images that a link shows, in no order, and what their owners let the link do with them. */
export async function findSharedSources(db: Db, scope: LinkScope, imageIds: readonly string[]) {
  if (imageIds.length === 0) return [];
  const these = and(isShared(scope), inArray(images.id, [...imageIds])) as SQL;
  const [sources, may] = await Promise.all([
    findPictureSources(db, these),
    db
      .select({ id: images.id, takenLocal: images.takenLocal, ...consent(scope) })
      .from(images)
      .where(these),
  ]);
  const mayById = new Map(may.map((row) => [row.id, row]));
  return sources.flatMap((source) => {
    const found = mayById.get(source.id);
    return found ? [{ ...found, source }] : [];
  });
}

/** Ids of everything a link shows, in its order, up to `limit`. */
export async function listSharedIds(db: Db, scope: LinkScope, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: images.id })
    .from(images)
    .innerJoin(sql`(${shown(scope)}) as shown`, sql`shown.image_id = ${images.id}`)
    .where(isShowable(scope))
    .orderBy(sql`shown.position`, sql`${images.takenLocal} desc`, sql`${images.id} desc`)
    .limit(limit);
  return rows.map(({ id }) => id);
}
