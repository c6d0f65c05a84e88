import type { Context } from "../context/context";
import { limits } from "../limits";
import { findCalibration } from "./calibrate-search";
import { type Asked, cutTail } from "./cutoff";
import { estimatePassing, selectByIndex } from "./filtered-index-queries";
import { type Chunk, findFilteredChunkEnd, scanFilteredChunk } from "./filtered-queries";
import { findChunkEnd, type Neighbor, type NeighborSearch, readIndexScan, scanChunk, selectFromIndex } from "./queries";
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
    if (similarityMin === undefined) return cutTail(others, calibration, { ...asked, vector: search.vector }, limits.search.nearestCount);
    return { neighbors: others.filter(({ similarity }) => similarity >= similarityMin - rounding), nothingFits: false };
  };
  const wanted = { ...search, means: calibration?.means };
  if (await hasIndex(ctx, area, search)) {
    const counts = [...new Set([Math.min(limit, limits.search.candidatesFirst + except.size), limit])];
    const query = area.isWhole ? selectFromIndex(area.scope, { ...wanted, limit }) : selectByIndex(area, { ...wanted, limit });
    const { found, hasEnded } = await readIndexScan(ctx.db, query, counts, (some) => isCutBefore(some, cut(some)));
    if (area.isWhole || !hasEnded) return cut(found);
  }
  return cut(await scanAll(ctx, area, { ...wanted, limit }));
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

/**
 * Of a large library on a server of which this share passes a filter, the index finds what passes sooner
 * than a scan. Measured on PostgreSQL 17 with 100,000 vectors of 512 numbers, CPU for 1,000 wanted: where
 * 50 % pass 37 against 161 ms, 33 % 49 against 133, 17 % 152 against 61 (and with 200 wanted recall@100 is
 * down at 0.99). What does not fit into the server's `shared_buffers` (260 MB of vectors, 156 of their index, 86
 * of images) is copied in for each search: its CPU for one by HTTP is 63 ms where 50 % pass and 70 where 17 % do
 * with 128 MB, PostgreSQL's own setting, 45 and 52 with 1 GB, measured with other work beside it.
 */
const indexShareMin = 0.2;

/** Whether the index serves: then more neighbors take longer, while a scan sees all of them anyway. */
async function hasIndex(
  { db, config }: Pick<Context, "db" | "config">,
  area: SearchArea,
  { embedded, hidden }: Pick<Counted, "embedded" | "hidden">,
): Promise<boolean> {
  if (config.database.kind !== "server" || embedded + hidden <= exactRowsMax) return false;
  if (area.isWhole) return true;
  return area.filter.collectionId === undefined && (await estimatePassing(db, area)) >= indexShareMin * embedded;
}

function scanAll({ db, config }: Pick<Context, "db" | "config">, area: SearchArea, search: Counted): Promise<Neighbor[]> {
  const { scope, isWhole, filter } = area;
  const { modelId, limit } = search;
  const scan = (chunk: Chunk) => (isWhole ? scanChunk(db, scope, search, chunk) : scanFilteredChunk(db, area, search, chunk));
  if (config.database.kind === "server" && !isWhole) return scan({ afterId: undefined, endId: undefined });
  if (filter.collectionId !== undefined)
    return scanChunks(limit, { findEnd: (afterId) => findFilteredChunkEnd(db, area, modelId, afterId), scan });
  const chunkRows = limits.search.scanChunkRows;
  let left = search.embedded + search.hidden;
  const findEnd = async (afterId: string | undefined) => {
    const endId = left > chunkRows ? await findChunkEnd(db, scope, modelId, afterId, chunkRows) : undefined;
    left -= chunkRows;
    return endId;
  };
  return scanChunks(limit, { findEnd, scan });
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
