import { and, eq, inArray, ne } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { duplicatePairs } from "../db/schema/duplicates";
import { images } from "../db/schema/images";
import { tileColumns } from "./queries";
import type { TileRow } from "./to-image-tile";

export type EvidenceRow = TileRow & Pick<typeof duplicatePairs.$inferSelect, "layer" | "verdict" | "distance"> & { askedId: string };

/** Evidence about each of these images in both directions, with its twin's tile. Twins in the trash are left out. */
export async function listEvidence(db: Db, scope: Scope, imageIds: readonly string[]): Promise<EvidenceRow[]> {
  if (imageIds.length === 0) return [];
  const ids = [...imageIds];
  const side = (asked: typeof duplicatePairs.imageId, twin: typeof duplicatePairs.ofImageId) =>
    db
      .select({
        askedId: asked,
        layer: duplicatePairs.layer,
        verdict: duplicatePairs.verdict,
        distance: duplicatePairs.distance,
        ...tileColumns,
      })
      .from(duplicatePairs)
      .innerJoin(images, eq(images.id, twin))
      .where(
        and(eq(duplicatePairs.ownerId, scope.ownerId), eq(images.ownerId, scope.ownerId), ne(images.place, "trash"), inArray(asked, ids)),
      );
  return unionAll(
    side(duplicatePairs.imageId, duplicatePairs.ofImageId),
    side(
      duplicatePairs.ofImageId as unknown as typeof duplicatePairs.imageId,
      duplicatePairs.imageId as unknown as typeof duplicatePairs.ofImageId,
    ),
  );
}
