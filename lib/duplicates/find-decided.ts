import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { visitInTurns } from "../feature-index/breath";
import { limits } from "../limits";
import { DecidedPairs } from "./decided-pairs";
import { listApart, listApartOf, listDecidedOf, listDecisions } from "./decision-queries";

/**
 * All decisions from which one about two of these images can follow: those about them, and about what
 * hangs together with them, step by step. See [Note: Decisions are facts].
 */
export async function findDecidedAmong(db: Db, scope: Scope, imageIds: readonly string[]): Promise<DecidedPairs> {
  const decided = new DecidedPairs();
  const seen = new Set(imageIds);
  let fresh = [...seen];
  while (fresh.length > 0 && seen.size <= limits.duplicates.decidedImagesMax) {
    const { decisions, apart } = await listDecidedOf(db, scope, fresh);
    fresh = [];
    for (const one of apart) decided.addApart(one);
    for (const pair of decisions) {
      decided.add(pair);
      if (pair.decision === "not-related") continue;
      for (const id of [pair.imageId, pair.ofImageId]) {
        if (seen.has(id)) continue;
        seen.add(id);
        fresh.push(id);
      }
    }
  }
  for (const one of await listApartOf(db, scope, fresh)) decided.addApart(one);
  return decided;
}

/** Everything that a person decided. */
export async function findAllDecided(db: Db, scope: Scope): Promise<DecidedPairs> {
  const decided = new DecidedPairs();
  for await (const page of listDecisions(db, scope)) await visitInTurns(page, (pair) => decided.add(pair));
  for await (const page of listApart(db, scope)) await visitInTurns(page, (one) => decided.addApart(one));
  return decided;
}
