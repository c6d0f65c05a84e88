import type { Context } from "../context/context";
import { buildSearchWords, readPlaces } from "./search-words";
import { listUnweighedWords, replaceWords } from "./search-words-queries";

/** Images whose words are written by one statement. */
const writtenMax = 100;

/**
 * Writes the words of images anew that were written before words were weighed by what says them, when
 * all stood on one line. Writes the next ones after `afterId`; gives how many it wrote, and from
 * where to go on, undefined at the end. For the worker: it acts for no person. Safe to run again, while
 * people change their images, and in several processes at once. [Note: Search words]
 */
export async function rewriteSearchWords(
  { db }: Pick<Context, "db">,
  afterId?: string,
): Promise<{ written: number; nextId: string | undefined }> {
  const images = await listUnweighedWords(db, { afterId, limit: writtenMax });
  await replaceWords(
    db,
    images.map((image) => ({ id: image.id, searchWords: buildSearchWords({ ...image, places: readPlaces(image.exif) }) })),
  );
  return { written: images.length, nextId: images.length === writtenMax ? images.at(-1)?.id : undefined };
}
