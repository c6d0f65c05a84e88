import { type Actor, type Authorized, authorizeAll, scopeOf, viewScopeOf } from "../auth/access";
import type { Db } from "../db/client";
import { lockImages } from "./queries";
import { listStandings } from "./removal-queries";

type Removable = { id: string; ownerId: string; place: "library" | "held" | "trash"; rank?: number | null };

/**
 * Locks images that the actor may take away, or bring back, for the rest of the transaction: their own.
 * @throws AppError not-found; forbidden when one of them is only shared with the actor
 */
export async function lockForRemoval(tx: Db, actor: Actor, imageIds: readonly string[]): Promise<Authorized<Removable>[]> {
  const found: Removable[] = await lockImages(tx, scopeOf(actor), imageIds);
  if (found.length < imageIds.length) found.push(...(await listStandings(tx, viewScopeOf(actor), imageIds)));
  return authorizeAll(actor, "delete", imageIds, found);
}
