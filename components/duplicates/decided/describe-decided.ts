import { formatPictures } from "@/lib/client/format";
import type { DecidedGroup } from "@/lib/duplicates/decided-schema";

/** What was decided, in words for a list. */
export function describeDecided({ decision, imageCount, trashedCount, images, runId }: DecidedGroup): string {
  const keptCount = imageCount - trashedCount;
  if (runId) return `Rules decided about ${formatPictures(imageCount)}`;
  if (decision === "not-related") return `${formatPictures(imageCount)}: not related`;
  if (trashedCount > 0) return `${keptCount} of ${imageCount} kept, ${formatPictures(trashedCount)} in the trash`;
  const isStack = images.some(({ stackCount }) => stackCount > 1);
  if (decision === "alternate") return `${formatPictures(imageCount)} ${isStack ? "stacked" : "kept"} as shots of one scene`;
  return `${formatPictures(imageCount)}: the same`;
}

/** What taking it back has done. */
export function describeTakenBack(restoredCount: number): string {
  const restored = restoredCount > 0 ? `${formatPictures(restoredCount)} ${restoredCount === 1 ? "is" : "are"} out of the trash. ` : "";
  return `${restored}You are asked about them in Duplicates again.`;
}
