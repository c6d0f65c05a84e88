import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { findDecidedAmong } from "./find-decided";
import { listPairsAmong } from "./group-queries";
import type { DuplicateGroup } from "./schema";

/**
 * Undecided evidence among some images, each pair by its surest layer; the surest and nearest first.
 * Pairs about which a decision follows from others are left out, see [Note: Decisions are facts].
 */
export async function findPairsAmong(db: Db, scope: Scope, imageIds: readonly string[]): Promise<DuplicateGroup["pairs"]> {
  const pairs = await listPairsAmong(db, scope, imageIds);
  if (pairs.length === 0) return pairs;
  const decided = await findDecidedAmong(db, scope, imageIds);
  return pairs.filter(({ imageId, ofImageId }) => !decided.has(imageId, ofImageId));
}
