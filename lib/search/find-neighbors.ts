import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { limits } from "../limits";
import { type Chunk, findFilteredChunkEnd, scanFilteredChunk } from "./filtered-queries";
import { findChunkEnd, type Neighbor, type NeighborSearch, scanChunk, searchIndex } from "./queries";
import type { SearchArea } from "./search-area";

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

type Search = NeighborSearch & {
  embedded: number;
  /** Images that are asked with; they count towards the limit. */
  exceptIds?: readonly string[];
  /** Absent: the irrelevant tail is left out by `similarityShareMin`. */
  similarityMin?: number | undefined;
};

/**
 * Finds the nearest images of an area, nearest first, without the irrelevant tail. The embedded
 * database scans exactly in chunks, so that others get their turn in between; a server with many
 * vectors of this person uses its index for the whole library. With a filter the scan is exact
 * everywhere, over nothing but what passes it.
 */
export async function findNeighbors(ctx: Pick<Context, "db" | "config">, area: SearchArea, search: Search): Promise<Neighbor[]> {
  const found = await (area.isWhole ? findInLibrary(ctx, area.scope, search) : scanFiltered(ctx, area, search));
  const except = new Set(search.exceptIds);
  return cutTail(
    found.filter(({ imageId }) => !except.has(imageId)),
    search.similarityMin,
  );
}

/** Rounding may leave the similarity of equal vectors a little below 1. */
const rounding = 1e-6;

function cutTail(neighbors: Neighbor[], similarityMin: number | undefined): Neighbor[] {
  if (similarityMin !== undefined) return neighbors.filter(({ similarity }) => similarity >= similarityMin - rounding);
  const shareMin = (neighbors[0]?.similarity ?? 0) * similarityShareMin;
  return neighbors.filter(({ similarity }) => similarity > 0 && similarity >= shareMin);
}

async function findInLibrary(ctx: Pick<Context, "db" | "config">, scope: Scope, search: Search): Promise<Neighbor[]> {
  const rows = search.embedded + search.hidden;
  if (ctx.config.database.kind === "server" && rows > exactRowsMax) return searchIndex(ctx.db, scope, search);
  const chunkRows = limits.search.scanChunkRows;
  let left = rows;
  return scanChunks(search.limit, {
    findEnd: async (afterId) => {
      const endId = left > chunkRows ? await findChunkEnd(ctx.db, scope, search.modelId, afterId, chunkRows) : undefined;
      left -= chunkRows;
      return endId;
    },
    scan: (chunk) => scanChunk(ctx.db, scope, search, chunk),
  });
}

function scanFiltered(ctx: Pick<Context, "db">, area: SearchArea, search: Search): Promise<Neighbor[]> {
  return scanChunks(search.limit, {
    findEnd: (afterId) => findFilteredChunkEnd(ctx.db, area, search.modelId, afterId),
    scan: (chunk) => scanFilteredChunk(ctx.db, area, search, chunk),
  });
}

type Scan = {
  /** Undefined: the rest is one chunk. */
  findEnd: (afterId: string | undefined) => Promise<string | undefined>;
  scan: (chunk: Chunk) => Promise<Neighbor[]>;
};

async function scanChunks(limit: number, { findEnd, scan }: Scan): Promise<Neighbor[]> {
  let best: Neighbor[] = [];
  let afterId: string | undefined;
  for (;;) {
    const endId = await findEnd(afterId);
    const found = await scan({ afterId, endId });
    best = best.length === 0 ? found : [...best, ...found].sort((a, b) => b.similarity - a.similarity).slice(0, limit);
    if (endId === undefined) return best;
    afterId = endId;
  }
}
