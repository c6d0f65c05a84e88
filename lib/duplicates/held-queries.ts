import { and, asc, count, eq, gt, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { duplicateDecisions } from "../db/schema/duplicates";
import { images } from "../db/schema/images";
import { tileColumns } from "../images/queries";
import { duplicateLayer } from "../images/schema";
import type { TileRow } from "../images/to-image-tile";

/** Held images, oldest first. */
export async function listHeld(db: Db, scope: Scope, page: { afterId: string | undefined; limit: number }): Promise<TileRow[]> {
  return db
    .select(tileColumns)
    .from(images)
    .where(and(eq(images.ownerId, scope.ownerId), eq(images.place, "held"), page.afterId ? gt(images.id, page.afterId) : undefined))
    .orderBy(asc(images.id))
    .limit(page.limit);
}

/** How many images are held. */
export async function countHeld(db: Db, scope: Scope): Promise<number> {
  const rows = await db
    .select({ total: count() })
    .from(images)
    .where(and(eq(images.ownerId, scope.ownerId), eq(images.place, "held")));
  return rows[0]?.total ?? 0;
}

export type ChoiceRow = {
  id: string;
  ownerId: string;
  place: "library" | "held" | "trash";
  trashReason: string | null;
  /** Of a twin that is called a duplicate: 1 of the surest, by layer and distance, and so on; null: only similar. */
  sureness: number | null;
};

/** An image and its twins, locked until the transaction ends, in the order of their ids. */
export async function lockWithTwins(tx: Db, scope: Scope, imageId: string): Promise<{ image: ChoiceRow | undefined; twins: ChoiceRow[] }> {
  const layers = `{${duplicateLayer.options.join(",")}}`;
  const rows = await tx.execute<ChoiceRow>(sql`
    with evidence as materialized (
      select of_image_id as id, layer, verdict, distance from duplicate_pairs where owner_id = ${scope.ownerId} and image_id = ${imageId}
      union all
      select image_id, layer, verdict, distance from duplicate_pairs where owner_id = ${scope.ownerId} and of_image_id = ${imageId}),
    duplicates as materialized (
      select id, row_number() over (order by array_position(${layers}::text[], layer), distance, id)::int as sureness
      from evidence where verdict = 'duplicate')
    select id, owner_id as "ownerId", place, trash_reason as "trashReason",
      (select min(sureness) from duplicates where duplicates.id = images.id) as sureness
    from images where owner_id = ${scope.ownerId} and (id = ${imageId} or id in (select id from evidence))
    order by id for no key update`);
  return { image: rows.find((row) => row.id === imageId), twins: rows.filter((row) => row.id !== imageId) };
}

export type Decision = (typeof duplicateDecisions.$inferInsert)["decision"];

/** Keeps what a person decided about an image and each of its twins. */
export async function saveDecisions(tx: Db, scope: Scope, imageId: string, twinIds: readonly string[], decision: Decision): Promise<void> {
  if (twinIds.length === 0) return;
  await tx
    .insert(duplicateDecisions)
    .values(twinIds.map((ofImageId) => ({ imageId, ofImageId, ownerId: scope.ownerId, decision })))
    .onConflictDoUpdate({ target: [duplicateDecisions.imageId, duplicateDecisions.ofImageId], set: { decision, decidedAt: sql`now()` } });
}

/** Forgets the decisions that were made when an image was held, and says whether there were any. */
export async function deleteDecisions(tx: Db, scope: Scope, imageId: string): Promise<boolean> {
  const rows = await tx
    .delete(duplicateDecisions)
    .where(and(eq(duplicateDecisions.ownerId, scope.ownerId), eq(duplicateDecisions.imageId, imageId)))
    .returning({ id: duplicateDecisions.imageId });
  return rows.length > 0;
}

/** Moves one image; `trashReason` says why it goes to the trash. */
export async function moveImage(
  tx: Db,
  scope: Scope,
  imageId: string,
  to: { place: "library" | "held" } | { place: "trash"; trashReason: string; trashedAt: Date },
): Promise<void> {
  const trash = to.place === "trash" ? { trashReason: to.trashReason, trashedAt: to.trashedAt } : { trashReason: null, trashedAt: null };
  await tx
    .update(images)
    .set({ place: to.place, ...trash })
    .where(and(eq(images.ownerId, scope.ownerId), eq(images.id, imageId)));
}

/** Takes images that were trashed for this reason back into the library; whether there were any. */
export async function restoreTrashedFor(tx: Db, scope: Scope, trashReason: string): Promise<boolean> {
  const rows = await tx
    .update(images)
    .set({ place: "library", trashReason: null, trashedAt: null })
    .where(and(eq(images.ownerId, scope.ownerId), eq(images.place, "trash"), eq(images.trashReason, trashReason)))
    .returning({ id: images.id });
  return rows.length > 0;
}
