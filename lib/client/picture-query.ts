/** A picture that is searched with: kept in this tab only, so a reload forgets it. */
export type QueryPicture = { id: string; file: File; url: string };

const kept = new Map<string, QueryPicture>();
const keptMax = 10;

/** Keeps a picture to search with; of the last ten, so that Back finds them. Browser only. */
export function keepQueryPicture(file: File): QueryPicture {
  const picture = { id: Math.random().toString(36).slice(2, 10), file, url: URL.createObjectURL(file) };
  kept.set(picture.id, picture);
  const [oldest] = kept.values();
  if (kept.size > keptMax && oldest) {
    URL.revokeObjectURL(oldest.url);
    kept.delete(oldest.id);
  }
  return picture;
}

/** A picture kept before, or undefined after a reload. */
export function findQueryPicture(id: string): QueryPicture | undefined {
  return kept.get(id);
}
