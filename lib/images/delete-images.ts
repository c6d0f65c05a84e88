import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import { deleteWithFiles } from "./delete-with-files";
import { lockForRemoval } from "./lock-for-removal";
import { deleteTrashed, listTrashIds } from "./queries";

type Ctx = Pick<Context, "db" | "storage" | "log"> & { actor: Actor };

/**
 * Deletes images of the trash for good: the named ones, all or none, or without ids the whole trash,
 * batch by batch. Rows first, then files: a crash in between leaves files that housekeeping sweeps,
 * never a row without its file. Files that are referred to in place are not touched.
 * @throws AppError not-found; forbidden for images of somebody else; conflict when one of them is not in the trash
 */
export async function deleteImages(ctx: Ctx, input: { imageIds?: string[] | undefined }): Promise<{ count: number }> {
  if (input.imageIds) return { count: await deleteBatch(ctx, [...new Set(input.imageIds)], "named") };
  let count = 0;
  for (;;) {
    const imageIds = await listTrashIds(ctx.db, scopeOf(ctx.actor), limits.page.bulkIdsMax);
    if (imageIds.length === 0) return { count };
    count += await deleteBatch(ctx, imageIds, "found");
  }
}

async function deleteBatch(ctx: Ctx, imageIds: string[], kind: "named" | "found"): Promise<number> {
  const scope = scopeOf(ctx.actor);
  return deleteWithFiles(ctx, scope, imageIds, () =>
    ctx.db.transaction(async (tx) => {
      if (kind === "named") requireTrashed(await lockForRemoval(tx, ctx.actor, imageIds));
      return deleteTrashed(tx, scope, imageIds);
    }),
  );
}

function requireTrashed(images: readonly { place: string }[]): void {
  if (images.some(({ place }) => place !== "trash"))
    throw new AppError("conflict", "Only pictures in the trash can be deleted for good. Move them there first.");
}
