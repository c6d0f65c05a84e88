import type { GroupDecision } from "@/lib/client/duplicates/group-choice";
import { formatPictures } from "@/lib/client/format";

/** What has been done about a group, in words for the toast that offers to undo it. */
export function describeDone({ action, keepIds, trashIds }: GroupDecision): string {
  if (action === "stack") return `${formatPictures(keepIds.length)} stacked as shots of one scene`;
  if (action === "dismiss") return keepIds.length === 2 ? "Both kept: not related" : `All ${keepIds.length} kept: not related`;
  if (keepIds.length === 0) return "The picture is in the trash";
  if (trashIds.length === 0) return "The picture is kept";
  const kept = keepIds.length === 1 ? "One is kept" : `${keepIds.length} are kept`;
  return `${kept}, ${formatPictures(trashIds.length)} in the trash`;
}
