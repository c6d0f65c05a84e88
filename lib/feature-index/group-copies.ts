import type { Context } from "../context/context";
import * as queries from "./copy-queries";

/** An image that features voted for, and its copies among those that were voted for, most votes first. */
export type Voted = { imageId: string; votes: number; copies: string[] };

/**
 * Puts copies of one picture together, so that they do not fill a short list: images whose 256-bit
 * perceptual hashes differ in at most 30 bits, which among 450,000 pairs of different pictures none
 * did. Gives the first `limit` groups; images without a hash stand alone.
 */
export async function groupCopies(ctx: Pick<Context, "db">, voted: readonly Voted[], limit: number): Promise<Voted[]> {
  if (voted.length < 2) return voted.slice(0, limit);
  const pairs = await queries.findCopies(
    ctx.db,
    voted.map(({ imageId }) => imageId),
  );
  const areCopies = new Set(pairs.map(({ imageId, copyId }) => `${imageId} ${copyId}`));
  const seen = new Set<string>();
  const groups: Voted[] = [];
  for (const one of voted) {
    if (seen.has(one.imageId)) continue;
    const isCopy = ({ imageId }: Voted) => !seen.has(imageId) && areCopies.has(`${one.imageId} ${imageId}`);
    const copies = voted.filter(isCopy).map(({ imageId }) => imageId);
    for (const id of [one.imageId, ...copies]) seen.add(id);
    groups.push({ ...one, copies });
    if (groups.length === limit) break;
  }
  return groups;
}
