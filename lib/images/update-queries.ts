import { and, asc, inArray, sql } from "drizzle-orm";
import type { Authorized, ViewScope } from "../auth/access";
import type { Db } from "../db/client";
import { images } from "../db/schema/images";
import { isVisible, standingColumns } from "./visibility-queries";

/** Locks images that the viewer may see for the rest of the transaction, in the order of their ids, with the viewer's standing. */
export async function lockSeenImages(db: Db, scope: ViewScope, imageIds: readonly string[]) {
  return db
    .select({
      id: images.id,
      ownerId: images.ownerId,
      originalName: images.originalName,
      title: images.title,
      description: images.description,
      tags: images.tags,
      labels: images.labels,
      caption: images.caption,
      foundText: images.foundText,
      exif: images.exif,
      addedAt: images.addedAt,
      ...standingColumns(scope),
    })
    .from(images)
    .where(and(isVisible(scope), inArray(images.id, [...imageIds])))
    .orderBy(asc(images.id))
    .for("no key update");
}

export type LockedImage = Awaited<ReturnType<typeof lockSeenImages>>[number];

/** A time as columns; `local` is YYYY-MM-DDTHH:MM:SS. */
export type TakenColumns = { local: string; offsetMin: number | null; utc: string | null; source: "exif" | "added" | "person" };

/** What is the same for all images of a change. */
export type ImagePatch = {
  title?: string | null;
  description?: string | null;
  favourite?: boolean;
  rating?: number | null;
  position?: { latitude: number; longitude: number; altitudeM: number | null } | null;
  metadata?: Record<string, unknown>;
};

/** What is each image's own. */
export type OwnPatch = { searchWords: string; tags: string[]; taken?: TakenColumns };

/** Applies one patch to several images in one statement, each with what is its own. The caller has locked them. */
export async function patchImages(
  db: Db,
  patch: ImagePatch,
  changed: readonly { image: Authorized<LockedImage>; own: OwnPatch }[],
): Promise<void> {
  const { position } = patch;
  const assigned = [
    patch.title !== undefined && sql`title = ${patch.title}`,
    patch.description !== undefined && sql`description = ${patch.description}`,
    patch.favourite !== undefined && sql`favourite = ${patch.favourite}`,
    patch.rating !== undefined && sql`rating = ${patch.rating}::int`,
    position !== undefined && sql`latitude = ${position?.latitude ?? null}::double precision`,
    position !== undefined && sql`longitude = ${position?.longitude ?? null}::double precision`,
    position !== undefined && sql`altitude_m = ${position?.altitudeM ?? null}::double precision`,
    patch.metadata !== undefined && sql`metadata = ${JSON.stringify(patch.metadata)}::jsonb`,
    changed.some(({ own }) => own.taken) &&
      sql`taken_local = changed."takenLocal", taken_offset_min = changed."takenOffsetMin",
          taken_utc = changed."takenUtc", taken_source = changed."takenSource"`,
    sql`search_words = changed."searchWords", tags = array(select jsonb_array_elements_text(changed.tags))`,
  ].filter((part) => part !== false);
  const rows = changed.map(({ image, own: { taken, ...words } }) => ({
    id: image.id,
    ...words,
    ...(taken && { takenLocal: taken.local, takenOffsetMin: taken.offsetMin, takenUtc: taken.utc, takenSource: taken.source }),
  }));
  await db.execute(sql`
    update images set ${sql.join(assigned, sql`, `)}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as changed(id uuid, "searchWords" text, tags jsonb,
      "takenLocal" timestamp, "takenOffsetMin" int, "takenUtc" timestamptz, "takenSource" text)
    where images.id = changed.id`);
}
