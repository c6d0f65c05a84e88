import type { DecidedGroup } from "@/lib/client/duplicates/decision-queue";
import type { GroupImage } from "@/lib/duplicates/schema";

/** What decisions would do: how many pictures stay and go, the bytes of those known, and the first ones that go. */
export function summarise(
  decided: readonly DecidedGroup[],
  shownMax: number,
): { kept: number; trashed: number; knownBytes: number; shown: GroupImage[] } {
  const summary = { kept: 0, trashed: 0, knownBytes: 0, shown: [] as GroupImage[] };
  for (const { group, decision } of decided) {
    const trashIds = new Set(decision.trashIds);
    summary.kept += decision.keepIds.length;
    summary.trashed += trashIds.size;
    for (const image of group.images) {
      if (!trashIds.has(image.id)) continue;
      summary.knownBytes += image.sizeBytes;
      if (summary.shown.length < shownMax) summary.shown.push(image);
    }
  }
  return summary;
}
