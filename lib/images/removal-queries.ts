import { and, eq, inArray } from "drizzle-orm";
import type { Scope, ViewScope } from "../auth/access";
import type { Db } from "../db/client";
import { images } from "../db/schema/images";
import { isVisible, standingColumns } from "./visibility-queries";

/** Images that a viewer may see, as `authorize` takes them. */
export async function listStandings(db: Db, scope: ViewScope, imageIds: readonly string[]) {
  return db
    .select({ id: images.id, ownerId: images.ownerId, place: images.place, rank: standingColumns(scope).rank })
    .from(images)
    .where(and(isVisible(scope), inArray(images.id, [...imageIds])));
}

/** The image that was added from an address, by `toSourceUrl`. */
export async function findBySourceUrl(db: Db, scope: Scope, sourceUrl: string) {
  const rows = await db
    .select({ id: images.id, ownerId: images.ownerId, sha256: images.sha256, place: images.place })
    .from(images)
    .where(and(eq(images.ownerId, scope.ownerId), eq(images.sourceUrl, sourceUrl)));
  return rows[0];
}
