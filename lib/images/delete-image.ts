import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { deleteWithFiles } from "./delete-with-files";
import { lockForRemoval } from "./lock-for-removal";
import { deleteOwned, moveToTrash } from "./queries";
import { trashImages } from "./trash-images";

type Ctx = Pick<Context, "db" | "storage" | "log" | "clock"> & { actor: Actor };

/**
 * Moves an image to the trash, where it may be already; or, `permanent`, deletes it for good wherever
 * it is: rows first, then files (see `deleteWithFiles`).
 * @throws AppError not-found; forbidden for an image of somebody else
 */
export async function deleteImage(ctx: Ctx, input: { imageId: string; permanent: boolean }): Promise<undefined> {
  const imageIds = [input.imageId];
  if (!input.permanent) {
    await trashImages(ctx, { imageIds });
    return;
  }
  const scope = scopeOf(ctx.actor);
  await deleteWithFiles(ctx, scope, imageIds, () =>
    ctx.db.transaction(async (tx) => {
      await lockForRemoval(tx, ctx.actor, imageIds);
      // The trash is where a stack is handed to its next picture.
      await moveToTrash(tx, scope, imageIds, ctx.clock.now());
      return deleteOwned(tx, scope, imageIds);
    }),
  );
}
