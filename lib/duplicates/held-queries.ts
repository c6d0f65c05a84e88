import { and, asc, count, eq, gt, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";
import { duplicateDecisions } from "../db/schema/duplicates";
import { images } from "../db/schema/images";
import { tileColumns } from "../images/queries";
import { duplicateLayer } from "../images/schema";
import type { TileRow } from "../images/to-image-tile";
import { heldUntil } from "./group-queries";
import { type FoundPair, mayGo } from "./shared-part";

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
};

/** A twin, and what may be done about it and the image, see [Note: What may go]. */
export type TwinChoice = ChoiceRow & {
  /** Of the evidence that calls it a duplicate the surest, by layer and distance, is the first of all, and so on; null: only similar. */
  sureness: number | null;
  /** The twin may go for the image. */
  mayGo: boolean;
  /** The image may go for the twin. */
  mayStay: boolean;
};

/** An image and its twins, locked until the transaction ends, in the order of their ids. */
export async function lockWithTwins(tx: Db, scope: Scope, imageId: string): Promise<{ image: ChoiceRow | undefined; twins: TwinChoice[] }> {
  const found = await listFound(tx, scope, imageId);
  const twinIds = [...new Set(found.map((pair) => twinOf(pair, imageId)))];
  const rows = await tx.execute<ChoiceRow>(sql`
    select id, owner_id as "ownerId", place, trash_reason as "trashReason" from images
    where owner_id = ${scope.ownerId} and id = any(${toUuids([imageId, ...twinIds])}) order by id for no key update`);
  const twins = rows.filter((row) => row.id !== imageId).map((row) => toTwin(row, imageId, found));
  return { image: rows.find((row) => row.id === imageId), twins };
}

/** All evidence about an image, the surest layer first, then the nearest. */
async function listFound(tx: Db, scope: Scope, imageId: string): Promise<FoundPair[]> {
  const columns = sql`image_id as "imageId", of_image_id as "ofImageId", layer, verdict, distance, evidence -> 'transform' as transform, evidence ->> 'holdsMore' as "holdsMore"`;
  return tx.execute<FoundPair & { distance: number }>(sql`
    select * from (
      select ${columns} from duplicate_pairs where owner_id = ${scope.ownerId} and image_id = ${imageId}
      union all
      select ${columns} from duplicate_pairs where owner_id = ${scope.ownerId} and of_image_id = ${imageId}) found
    order by array_position(${`{${duplicateLayer.options.join(",")}}`}::text[], layer), distance, "imageId", "ofImageId"`);
}

const twinOf = (pair: FoundPair, imageId: string) => (pair.imageId === imageId ? pair.ofImageId : pair.imageId);

function toTwin(row: ChoiceRow, imageId: string, found: readonly FoundPair[]): TwinChoice {
  const own = found.filter((pair) => pair.verdict === "duplicate" && twinOf(pair, imageId) === row.id);
  const [surest] = own;
  const sureness = surest ? found.indexOf(surest) : null;
  return { ...row, sureness, mayGo: own.some((pair) => mayGo(pair, row.id)), mayStay: own.some((pair) => mayGo(pair, imageId)) };
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
    .set({ place: to.place, heldUntil: heldUntil(to.place), ...trash })
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
