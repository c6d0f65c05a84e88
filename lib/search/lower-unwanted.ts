import type { Context } from "../context/context";
import { findSimilarities, type Neighbor } from "./queries";

/** How much likeness to what is not wanted counts against likeness to what is. */
export const unwantedWeight = 0.5;

/**
 * Ranks neighbors again by their similarity less `unwantedWeight` times that to each text that is not
 * wanted. The similarity that is told stays that to what is wanted.
 */
export async function lowerUnwanted(
  ctx: Pick<Context, "db">,
  neighbors: Neighbor[],
  { modelId, unwanted }: { modelId: string; unwanted: readonly Float32Array[] },
): Promise<Neighbor[]> {
  if (unwanted.length === 0) return neighbors;
  const ids = neighbors.map(({ imageId }) => imageId);
  const against = new Map<string, number>();
  for (const vector of unwanted) {
    const similarities = await findSimilarities(ctx.db, { modelId, vector }, ids);
    for (const [id, similarity] of similarities) against.set(id, (against.get(id) ?? 0) + unwantedWeight * similarity);
  }
  const standing = ({ imageId, similarity }: Neighbor) => similarity - (against.get(imageId) ?? 0);
  return [...neighbors].sort((a, b) => standing(b) - standing(a));
}
