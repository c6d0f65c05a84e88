import type { Context } from "../context/context";
import { AppError } from "../errors";

/** Where the bytes of an image's original lie; both null: nowhere. */
type Place = { storageKey: string | null; externalPath: string | null };

/**
 * Does some work on the file of an image's original, which may be gone after it.
 * @throws AppError not-found when it is not here; what the work throws
 */
export async function lendOriginal<T>(
  storage: Context["storage"],
  { storageKey, externalPath }: Place,
  work: (path: string) => Promise<T>,
): Promise<T> {
  if (storageKey !== null) return storage.withLocalPath(storageKey, work);
  if (externalPath !== null) return work(externalPath);
  throw new AppError("not-found", "The original of this picture is not here.");
}
