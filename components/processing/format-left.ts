/** A rough time to wait, in words: "a few seconds", "about 3 minutes", "about 2 hours". */
export function formatLeft(seconds: number): string {
  if (seconds < 20) return "a few seconds";
  if (seconds < 90) return "about a minute";
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${minutes} minutes`;
  return `about ${Math.round(minutes / 60)} hours`;
}
