import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { deleteWithFiles } from "./delete-with-files";
import { deleteOwned, listOwnedIds } from "./queries";

/** Small enough that the embedded database stays free for others in between. */
const batchSize = 100;

/**
 * Deletes a person's images for good, wherever they are, batch by batch, up to `imagesMax` of them
 * (or a few more), and answers whether none is left. For accounts that end. Safe to run again.
 */
export async function deleteOwnedImages(ctx: Pick<Context, "db" | "storage" | "log">, scope: Scope, imagesMax: number): Promise<boolean> {
  for (let count = 0; count < imagesMax; ) {
    const imageIds = await listOwnedIds(ctx.db, scope, batchSize);
    if (imageIds.length === 0) return true;
    count += await deleteWithFiles(ctx, scope, imageIds, () => ctx.db.transaction((tx) => deleteOwned(tx, scope, imageIds)));
  }
  return (await listOwnedIds(ctx.db, scope, 1)).length === 0;
}
