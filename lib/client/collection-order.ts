/** Images that move together: before which one they stand, null for the end. */
export type Run = { imageIds: string[]; before: string | null };

/**
 * Where images stand in a list now, as moves that bring them back there: neighbours together, the
 * last ones first, since each goes before one that stands still.
 */
export function findRuns(listIds: readonly string[], movedIds: ReadonlySet<string>): Run[] {
  const runs: Run[] = [];
  let before: string | null = null;
  for (const id of listIds.toReversed()) {
    if (!movedIds.has(id)) before = id;
    else if (runs.at(-1)?.before === before) runs.at(-1)?.imageIds.unshift(id);
    else runs.push({ imageIds: [id], before });
  }
  return runs;
}
