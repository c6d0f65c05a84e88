import type { Context } from "../context/context";
import { AppError } from "../errors";
import { thumbnailKey } from "./thumbnail-key";

/**
 * Does some work on the files of images' small thumbnails, given in the order of the images, which may be gone after it;
 * undefined for an image that has none.
 */
export function lendThumbnails<T>(
  storage: Context["storage"],
  imageIds: readonly string[],
  work: (paths: (string | undefined)[]) => Promise<T>,
): Promise<T> {
  return lendEach(storage, imageIds, [], work);
}

/** One after the other, each within the one before. */
async function lendEach<T>(
  storage: Context["storage"],
  [next, ...rest]: readonly string[],
  paths: (string | undefined)[],
  work: (paths: (string | undefined)[]) => Promise<T>,
): Promise<T> {
  if (next === undefined) return work(paths);
  let isLent = false;
  try {
    return await storage.withLocalPath(thumbnailKey(next, "small"), (path) => {
      isLent = true;
      return lendEach(storage, rest, [...paths, path], work);
    });
  } catch (error) {
    if (isLent || !(error instanceof AppError && error.code === "not-found")) throw error;
    return lendEach(storage, rest, [...paths, undefined], work);
  }
}
