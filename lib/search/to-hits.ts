import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { findTiles } from "../images/queries";
import { toImageTile } from "../images/to-image-tile";
import type { Neighbor } from "./queries";
import type { SearchHit } from "./schema";

/** Hits with their tiles, in the order given; images that are gone meanwhile are left out. */
export async function toHits(
  ctx: Pick<Context, "db">,
  scope: Scope,
  found: readonly { id: string; foundBy: SearchHit["foundBy"] }[],
  neighbors: readonly Neighbor[],
): Promise<SearchHit[]> {
  const rows = await findTiles(
    ctx.db,
    scope,
    found.map(({ id }) => id),
  );
  const tiles = new Map(rows.map((row) => [row.id, toImageTile(row)]));
  const similarities = new Map(neighbors.map(({ imageId, similarity }) => [imageId, Math.min(1, similarity)]));
  return found.flatMap(({ id, foundBy }) => {
    const image = tiles.get(id);
    return image ? [{ image, similarity: similarities.get(id) ?? null, foundBy }] : [];
  });
}

/** Neighbors as hits that their content alone found. */
export function toMeaningHits(ctx: Pick<Context, "db">, scope: Scope, neighbors: readonly Neighbor[]): Promise<SearchHit[]> {
  const found = neighbors.map(({ imageId }) => ({ id: imageId, foundBy: ["meaning" as const] }));
  return toHits(ctx, scope, found, neighbors);
}
