import type { Context } from "../context/context";
import { limits } from "../limits";
import { deleteWithFiles } from "./delete-with-files";
import { deletePurged, listPurged } from "./queries";

/** Small enough that the embedded database stays free for others in between. */
const batchSize = 100;

/**
 * Deletes for good what has been in anybody's trash for `TRASH_DAYS`, batch by batch, and gives the
 * number of images. What rules about duplicates put there stays as long as that can be undone. For housekeeping: it acts for no person. Safe to run again and in parallel.
 */
export async function purgeTrash(ctx: Pick<Context, "db" | "storage" | "log" | "clock" | "config">): Promise<number> {
  const daysAgo = (days: number) => new Date(ctx.clock.now().getTime() - days * 86_400_000);
  const purged = { before: daysAgo(ctx.config.trashDays), undoableSince: daysAgo(limits.duplicates.ruleUndoDays) };
  let count = 0;
  for (;;) {
    const imageIds = await listPurged(ctx.db, purged, batchSize);
    if (imageIds.length === 0) return count;
    const deleted = await deleteWithFiles(ctx, undefined, imageIds, () => deletePurged(ctx.db, purged, imageIds));
    if (deleted === 0) return count;
    count += deleted;
  }
}
