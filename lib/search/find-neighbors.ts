import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { limits } from "../limits";
import { findChunkEnd, type Neighbor, type NeighborSearch, scanChunk, searchIndex } from "./queries";

/**
 * Up to this many vectors of one person are scanned exactly on a server too: 0.5 µs a row there,
 * and an index that all persons share finds little of a small share. Measured on PostgreSQL 17,
 * 500,000 vectors of 512 numbers.
 */
const exactRowsMax = 20_000;

/**
 * A neighbor below this share of the best one's similarity is left out, as is one at 0 or less: it
 * has next to nothing of what was asked for. Chosen low, to cut the evident tail only. Measured with
 * 239 captions of COCO and the checks' starter-clip: a caption's own picture was never below 0.73 of
 * the best, and 11 of 239 pictures remained on average. CLIP's own similarities lie closer together,
 * so there it cuts less.
 */
const similarityShareMin = 0.5;

/**
 * Finds the nearest images of the library, nearest first, without the irrelevant tail. The embedded
 * database scans exactly in chunks of `limits.search.scanChunkRows`, so that others get their turn in
 * between; a server with many vectors of this person uses its index. `exceptId` counts towards the limit.
 */
export async function findNeighbors(
  ctx: Pick<Context, "db" | "config">,
  scope: Scope,
  search: NeighborSearch & { embedded: number; exceptId?: string },
): Promise<Neighbor[]> {
  const rows = search.embedded + search.hidden;
  const useIndex = ctx.config.database.kind === "server" && rows > exactRowsMax;
  const found = useIndex ? await searchIndex(ctx.db, scope, search) : await scanAll(ctx, scope, search, rows);
  const neighbors = found.filter(({ imageId }) => imageId !== search.exceptId);
  const similarityMin = (neighbors[0]?.similarity ?? 0) * similarityShareMin;
  return neighbors.filter(({ similarity }) => similarity > 0 && similarity >= similarityMin);
}

async function scanAll(ctx: Pick<Context, "db">, scope: Scope, search: NeighborSearch, rows: number): Promise<Neighbor[]> {
  const chunkRows = limits.search.scanChunkRows;
  let best: Neighbor[] = [];
  let afterId: string | undefined;
  for (let scanned = 0; ; scanned += chunkRows) {
    const endId = rows - scanned > chunkRows ? await findChunkEnd(ctx.db, scope, search.modelId, afterId, chunkRows) : undefined;
    const found = await scanChunk(ctx.db, scope, search, { afterId, endId });
    best = best.length === 0 ? found : [...best, ...found].sort((a, b) => b.similarity - a.similarity).slice(0, search.limit);
    if (endId === undefined) return best;
    afterId = endId;
  }
}
