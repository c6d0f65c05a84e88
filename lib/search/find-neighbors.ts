import type { Context } from "../context/context";
import { limits } from "../limits";
import { findCalibration } from "./calibrate-search";
import { type Asked, cutTail } from "./cutoff";
import { estimatePassing, searchFilteredIndex } from "./filtered-index-queries";
import { type Chunk, findFilteredChunkEnd, scanFilteredChunk } from "./filtered-queries";
import { findChunkEnd, type Neighbor, type NeighborSearch, scanChunk, searchIndex } from "./queries";
import type { SearchArea } from "./search-area";

/**
 * Up to this many vectors of one person are scanned exactly on a server too: 0.5 µs a row there,
 * and an index that all persons share finds little of a small share. Measured on PostgreSQL 17,
 * 500,000 vectors of 512 numbers.
 */
const exactRowsMax = 20_000;

type Search = Omit<NeighborSearch, "means"> & {
  asked: Asked;
  embedded: number;
  /** Images that are asked with; they count towards the limit. */
  exceptIds?: readonly string[];
  /** Absent: what does not fit is left out by the library's own cutoff. */
  similarityMin?: number | undefined;
};

/** Images that fit, nearest first; or, where nothing fits, the few that are nearest. */
export type FoundNeighbors = { neighbors: Neighbor[]; nothingFits: boolean };

/**
 * Finds the nearest images of an area that fit, nearest first. The embedded database scans exactly in
 * chunks, so that others get their turn in between. A server scans exactly what a small library has or
 * little passes of a large one, and uses its index otherwise. The filter always comes before the
 * neighbors: as many are found as there are. [Note: Cutoff of a search]
 */
export async function findNeighbors(
  ctx: Pick<Context, "db" | "config">,
  area: SearchArea,
  { asked, similarityMin, exceptIds, limit, ...search }: Search,
): Promise<FoundNeighbors> {
  const calibration = similarityMin === undefined ? await findCalibration(ctx, area.scope, search.modelId) : undefined;
  const except = new Set(exceptIds);
  const cut = (found: readonly Neighbor[]): FoundNeighbors => {
    const others = found.filter(({ imageId }) => !except.has(imageId));
    if (similarityMin === undefined)
      return cutTail(others, calibration, { ...asked, vector: search.vector }, limits.search.nearestCount);
    return { neighbors: others.filter(({ similarity }) => similarity >= similarityMin - rounding), nothingFits: false };
  };
  const find = (count: number) =>
    (area.isWhole ? findInLibrary : findFiltered)(ctx, area, { ...search, limit: count, means: calibration?.means });
  const first = hasIndex(ctx, search) ? Math.min(limit, limits.search.candidatesFirst + except.size) : limit;
  const found = await find(first);
  const fitting = cut(found);
  if (found.length < first || first === limit || isCutBefore(found, fitting)) return fitting;
  return cut(await find(limit));
}

/** Whether the index may serve: then more neighbors take longer, while a scan sees all of them anyway. */
function hasIndex({ config }: Pick<Context, "config">, { embedded, hidden }: Pick<Counted, "embedded" | "hidden">): boolean {
  return config.database.kind === "server" && embedded + hidden > exactRowsMax;
}

/** Whether the last quarter of the nearest has nothing that fits: then there is no need to look further. */
function isCutBefore(found: readonly Neighbor[], { neighbors, nothingFits }: FoundNeighbors): boolean {
  if (nothingFits) return true;
  const last = new Set(found.slice(-Math.ceil(found.length / 4)).map(({ imageId }) => imageId));
  return !neighbors.some(({ imageId }) => last.has(imageId));
}

/** Rounding may leave the similarity of equal vectors a little below 1. */
const rounding = 1e-6;

type Counted = NeighborSearch & { embedded: number };

async function findInLibrary(ctx: Pick<Context, "db" | "config">, { scope }: SearchArea, search: Counted): Promise<Neighbor[]> {
  if (hasIndex(ctx, search)) return searchIndex(ctx.db, scope, search);
  const chunkRows = limits.search.scanChunkRows;
  let left = search.embedded + search.hidden;
  return scanChunks(search.limit, {
    findEnd: async (afterId) => {
      const endId = left > chunkRows ? await findChunkEnd(ctx.db, scope, search.modelId, afterId, chunkRows) : undefined;
      left -= chunkRows;
      return endId;
    },
    scan: (chunk) => scanChunk(ctx.db, scope, search, chunk),
  });
}

/**
 * Of a large library on a server of which this share passes a filter, the index finds what passes sooner
 * than a scan. Measured on PostgreSQL 17 with 100,000 vectors of 512 numbers on a busy machine, 200 wanted:
 * where 50 % pass 67 against 413 ms, 17 % 247 against 338 with recall@100 down at 0.99, 1 % 168 against 149.
 */
const indexShareMin = 0.2;

async function findFiltered(ctx: Pick<Context, "db" | "config">, area: SearchArea, search: Counted): Promise<Neighbor[]> {
  const isServer = ctx.config.database.kind === "server";
  if (hasIndex(ctx, search) && area.filter.collectionId === undefined) {
    const passing = await estimatePassing(ctx.db, area);
    const found = passing >= indexShareMin * search.embedded ? await searchFilteredIndex(ctx.db, area, search) : [];
    if (found.length >= search.limit) return found;
  }
  if (isServer) return scanFilteredChunk(ctx.db, area, search, { afterId: undefined, endId: undefined });
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
