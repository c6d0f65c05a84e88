import type { Context } from "../context/context";
import { AppError } from "../errors";
import { thumbnailKey } from "../images/thumbnail-key";

type Ctx = Pick<Context, "storage">;

/**
 * Does some work on the files of the small thumbnails of an image and others, which may be gone after it; undefined for one
 * of the others that has none.
 * @throws AppError "not-found" when the image itself has none
 */
export function lendThumbnails<T>(
  ctx: Ctx,
  imageId: string,
  otherIds: readonly string[],
  work: (path: string, otherPaths: (string | undefined)[]) => Promise<T>,
): Promise<T> {
  return ctx.storage.withLocalPath(thumbnailKey(imageId, "small"), (path) =>
    lendEach(ctx, otherIds, [], (otherPaths) => work(path, otherPaths)),
  );
}

/** One after the other, each within the one before. */
async function lendEach<T>(
  ctx: Ctx,
  [next, ...rest]: readonly string[],
  paths: (string | undefined)[],
  work: (paths: (string | undefined)[]) => Promise<T>,
): Promise<T> {
  if (next === undefined) return work(paths);
  let isLent = false;
  try {
    return await ctx.storage.withLocalPath(thumbnailKey(next, "small"), (path) => {
      isLent = true;
      return lendEach(ctx, rest, [...paths, path], work);
    });
  } catch (error) {
    if (isLent || !(error instanceof AppError && error.code === "not-found")) throw error;
    return lendEach(ctx, rest, [...paths, undefined], work);
  }
}
