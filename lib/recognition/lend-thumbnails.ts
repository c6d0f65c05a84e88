import type { Context } from "../context/context";
import { AppError } from "../errors";
import { thumbnailKey } from "../images/thumbnail-key";

/** Lends the small thumbnails of pictures to `use`; pictures without one are left out. */
export async function withThumbnails<P extends { imageId: string }, T>(
  storage: Context["storage"],
  pictures: readonly P[],
  use: (lent: (P & { path: string })[]) => Promise<T>,
): Promise<T> {
  const lent: (P & { path: string })[] = [];
  const lend = async (place: number): Promise<T> => {
    const picture = pictures[place];
    if (!picture) return use(lent);
    const found = { isHere: false };
    try {
      return await storage.withLocalPath(thumbnailKey(picture.imageId, "small"), (path) => {
        found.isHere = true;
        lent.push({ ...picture, path });
        return lend(place + 1);
      });
    } catch (error) {
      if (found.isHere || !(error instanceof AppError && error.code === "not-found")) throw error;
      return lend(place + 1);
    }
  };
  return lend(0);
}
