import { formatDay, formatMoment, localToday } from "@/lib/client/format";
import type { SharedImage, SharedView } from "@/lib/sharing/link-schema";

/** What a picture of a share link is called: by its owner's word, or its place among them. */
export function nameOfShared(image: SharedImage, index: number): string {
  return image.title ?? image.originalName ?? `Picture ${index + 1}`;
}

/** A picture in words, for those who cannot see it. */
export function describeShared(image: SharedImage, index: number): string {
  return `${nameOfShared(image, index)}, ${formatMoment(image.takenLocal)}`;
}

/** Until when a link is good, by the calendar of whoever looks; nothing when it has no end. */
export function describeEnd(expiresAt: string | null, now = new Date()): string | undefined {
  if (!expiresAt) return undefined;
  const end = new Date(expiresAt);
  const leftMin = Math.round((end.getTime() - now.getTime()) / 60_000);
  if (leftMin < 90) return `Open for ${Math.max(1, leftMin)} more ${leftMin <= 1 ? "minute" : "minutes"}`;
  if (leftMin < 48 * 60) return `Open for ${Math.round(leftMin / 60)} more hours`;
  const day = new Date(end.getTime() - end.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  return `Open until ${formatDay(day, localToday(now), true)}`;
}

/** What a link is headed with. */
export function titleOf({ title, ownerName }: SharedView): string {
  return title || `Pictures of ${ownerName}`;
}
