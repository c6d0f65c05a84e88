import type { Context } from "../context/context";
import { deleteWithFiles } from "./delete-with-files";
import { deleteTrashedBefore, listTrashedBefore } from "./queries";

/** Small enough that the embedded database stays free for others in between. */
const batchSize = 100;

/**
 * Deletes for good what has been in anybody's trash for `TRASH_DAYS`, batch by batch, and gives the
 * number of images. For housekeeping: it acts for no person. Safe to run again and in parallel.
 */
export async function purgeTrash(ctx: Pick<Context, "db" | "storage" | "log" | "clock" | "config">): Promise<number> {
  const before = new Date(ctx.clock.now().getTime() - ctx.config.trashDays * 86_400_000);
  let count = 0;
  for (;;) {
    const imageIds = await listTrashedBefore(ctx.db, before, batchSize);
    if (imageIds.length === 0) return count;
    const deleted = await deleteWithFiles(ctx, undefined, imageIds, () => deleteTrashedBefore(ctx.db, before, imageIds));
    if (deleted === 0) return count;
    count += deleted;
  }
}
