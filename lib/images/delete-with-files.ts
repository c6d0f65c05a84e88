import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { listStorageKeys } from "./queries";
import { announce } from "./received-keys";

type Deleted = { id: string; storageKeys: readonly string[] };

/**
 * Deletes images by `deleteRows`, then their stored files. What is about to go is written down before:
 * after a crash in between, or when a file cannot be removed, `sweepReceived` removes the rest. Without
 * a scope for housekeeping. Safe to run again.
 */
export async function deleteWithFiles(
  ctx: Pick<Context, "db" | "storage" | "log">,
  scope: Scope | undefined,
  imageIds: string[],
  deleteRows: () => Promise<Deleted[]>,
): Promise<number> {
  const announced = await announce(ctx.storage, { keys: await listStorageKeys(ctx.db, scope, imageIds), imageIds });
  const deleted = await deleteRows().catch(async (error: unknown) => {
    // A refusal of ours: nothing was deleted. After any other error that is not known.
    if (error instanceof AppError) await announced.withdraw();
    throw error;
  });
  if (await removeFiles(ctx, deleted)) await announced.withdraw();
  return deleted.length;
}

/** Whether all could be removed. */
async function removeFiles(ctx: Pick<Context, "storage" | "log">, deleted: readonly Deleted[]): Promise<boolean> {
  let all = true;
  for (const { id, storageKeys } of deleted) {
    try {
      for (const key of storageKeys) await ctx.storage.remove(key);
      await ctx.storage.removeFolder(`derived/${id}`);
    } catch (error) {
      all = false;
      ctx.log.warn({ err: error, imageId: id }, "files of a deleted image could not be removed yet");
    }
  }
  return all;
}
