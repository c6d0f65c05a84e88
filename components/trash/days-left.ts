const dayMs = 86_400_000;

/** Days until a picture in the trash is deleted for good, begun ones counted whole. */
export function computeDaysLeft(trashedAt: string, trashDays: number, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(trashedAt) + trashDays * dayMs - now) / dayMs));
}

/** "30 days left", "Last day". */
export function formatDaysLeft(days: number): string {
  return days <= 1 ? "Last day" : `${days} days left`;
}
