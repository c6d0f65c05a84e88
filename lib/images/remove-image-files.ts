import type { Context } from "../context/context";

/**
 * Removes the stored files of images whose rows are gone. A file that cannot be removed is logged
 * and left to housekeeping: the deletion itself has happened. Safe to run again.
 */
export async function removeImageFiles(
  ctx: Pick<Context, "storage" | "log">,
  deleted: readonly { id: string; storageKeys: readonly string[] }[],
): Promise<void> {
  for (const { id, storageKeys } of deleted) {
    try {
      for (const key of storageKeys) await ctx.storage.remove(key);
      await ctx.storage.removeFolder(`derived/${id}`);
    } catch (error) {
      ctx.log.warn({ err: error, imageId: id }, "files of a deleted image could not be removed");
    }
  }
}
