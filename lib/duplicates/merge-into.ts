import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { giveBack, type Knowledge, takeOver } from "./merge-knowledge";
import { listAddable, listKnowledge, listMergedIds, saveKnowledge } from "./merge-queries";
import { followKept, returnSearchPictures } from "./saved-picture-queries";

/**
 * Merges what other pictures know into a kept one, in their order, see `takeOver`, and the collections
 * that its person may add to, and puts it in their place in saved searches; what it took over
 * is kept with it, so that `giveBackFrom` restores it. The caller has locked all of them.
 */
export async function mergeInto(tx: Db, scope: Scope, keptId: string, fromIds: readonly string[]): Promise<void> {
  const known = await listKnowledge(tx, scope, [keptId, ...fromIds]);
  const kept = known.get(keptId);
  if (!kept) return;
  let after: Knowledge = kept;
  const merges = [...kept.merges];
  const elsewhere = new Set(fromIds.flatMap((id) => known.get(id)?.collectionIds ?? []));
  for (const id of kept.collectionIds) elsewhere.delete(id);
  const addable = await listAddable(tx, scope, [...elsewhere]);
  for (const id of fromIds) {
    const other = known.get(id);
    if (!other) continue;
    const step = takeOver(after, { ...other, collectionIds: other.collectionIds.filter((id) => addable.has(id)) });
    after = step.after;
    if (step.merge) merges.push(step.merge);
  }
  if (merges.length > kept.merges.length) await saveKnowledge(tx, scope, kept, after, merges);
  await followKept(tx, scope, keptId, fromIds);
}

/**
 * Gives back what pictures took over from these others, except what somebody has changed since;
 * `restored`: some of the others came back from the trash. The caller has locked all of them. Safe to run again.
 */
export async function giveBackFrom(
  tx: Db,
  scope: Scope,
  keptIds: readonly string[],
  { fromIds, restored }: { fromIds: readonly string[]; restored: boolean },
): Promise<void> {
  const from = new Set(fromIds);
  const isUndone = ({ fromId }: { fromId: string | null }) => (fromId === null ? restored : from.has(fromId));
  await returnSearchPictures(tx, scope, keptIds, fromIds);
  const mergedIds = await listMergedIds(tx, scope, keptIds);
  for (const kept of (await listKnowledge(tx, scope, mergedIds)).values()) {
    if (!kept.merges.some(isUndone)) continue;
    const otherIds = kept.merges.flatMap(({ fromId }) => (fromId !== null && !from.has(fromId) ? [fromId] : []));
    const others = await listKnowledge(tx, scope, otherIds);
    const { after, merges } = giveBack(kept, kept.merges, isUndone, others);
    await saveKnowledge(tx, scope, kept, after, merges);
  }
}
