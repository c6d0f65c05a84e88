import type { Context } from "../context/context";
import { deleteTrashedBefore } from "./queries";
import { removeImageFiles } from "./remove-image-files";

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
    const deleted = await deleteTrashedBefore(ctx.db, before, batchSize);
    await removeImageFiles(ctx, deleted);
    count += deleted.length;
    if (deleted.length === 0) return count;
  }
}
