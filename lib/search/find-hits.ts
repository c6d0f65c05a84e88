import type { Context } from "../context/context";
import { findTiles } from "../images/queries";
import { toImageTile, toSeenTile } from "../images/to-image-tile";
import { findSeenTiles } from "../images/view-queries";
import { limits } from "../limits";
import type { Asked } from "./cutoff";
import { listByWords } from "./filtered-queries";
import { findNeighbors } from "./find-neighbors";
import { fuseRanks } from "./fuse-ranks";
import { type EmbeddingCounts, findSimilarities, type Neighbor } from "./queries";
import type { SearchHit, SearchOptions } from "./schema";
import type { SearchArea } from "./search-area";

/** What is searched for: a unit vector of the model, words, or both; without either nothing is found. */
export type Wanted = {
  modelId?: string;
  vector?: Float32Array | undefined;
  wordsQuery?: string | undefined;
  /** text: `vector` is of one text alone, so that it can turn out that nothing fits it. */
  asked?: Asked;
  /** Images that are asked with: they are no hits. */
  exceptIds?: readonly string[];
};

type Found = { id: string; foundBy: SearchHit["foundBy"] };

/**
 * A page of the images of an area that fit by content (cosine similarity) or by words, fused by
 * reciprocal rank; and how many hits there are on all pages. With `minSimilarity` those by words
 * alone must be as similar, too. Where nothing fits, by content or by words, the hits are the nearest.
 */
export async function findHits(
  ctx: Pick<Context, "db" | "config">,
  area: SearchArea,
  wanted: Wanted,
  { limit, page, minSimilarity, counts }: Pick<SearchOptions, "limit" | "page" | "minSimilarity"> & { counts: EmbeddingCounts },
): Promise<{ hits: SearchHit[]; page: number; total: number; nothingFits: boolean }> {
  const { modelId, vector, wordsQuery, asked = "mix" } = wanted;
  const search = modelId !== undefined && vector ? { modelId, vector } : undefined;
  const exceptIds = wanted.exceptIds ?? [];
  const [near, byWords] = await Promise.all([
    search
      ? findNeighbors(ctx, area, {
          ...counts,
          ...search,
          asked,
          exceptIds,
          similarityMin: minSimilarity,
          limit: limits.search.candidatesMax + exceptIds.length,
        })
      : { neighbors: [], nothingFits: false },
    wordsQuery === undefined ? [] : listByWords(ctx.db, area, wordsQuery, limits.search.candidatesMax),
  ]);
  const nothingFits = near.nothingFits && byWords.length === 0;
  const neighbors = near.nothingFits && !nothingFits ? [] : near.neighbors;
  const fused = fuseRanks([
    { way: "meaning" as const, ids: neighbors.map(({ imageId }) => imageId) },
    { way: "words" as const, ids: byWords },
  ]);
  const found = minSimilarity === undefined ? fused : fused.filter(({ foundBy }) => foundBy.includes("meaning"));
  const shown = found.slice((page - 1) * limit, page * limit);
  return { hits: await toHits(ctx, area, shown, { neighbors, search }), page, total: found.length, nothingFits };
}

type Similar = { neighbors: readonly Neighbor[]; search: { modelId: string; vector: Float32Array } | undefined };

/** Hits with their tiles as the actor may see them, in the order given; images that are gone meanwhile are left out. */
async function toHits(ctx: Pick<Context, "db">, area: SearchArea, found: readonly Found[], { neighbors, search }: Similar) {
  const tiles = await listTiles(
    ctx,
    area,
    found.map(({ id }) => id),
  );
  const byId = new Map(tiles.map((tile) => [tile.id, tile.image]));
  const near = new Map(neighbors.map(({ imageId, similarity }) => [imageId, similarity]));
  const byWordsOnly = search ? tiles.filter(({ id }) => !near.has(id)) : [];
  const others = search ? await findSimilarities(ctx.db, search, byWordsOnly) : new Map<string, number>();
  return found.flatMap(({ id, foundBy }): SearchHit[] => {
    const image = byId.get(id);
    const similarity = near.get(id) ?? others.get(id);
    return image ? [{ image, similarity: similarity === undefined ? null : clamp(similarity), foundBy }] : [];
  });
}

/** Outside a collection all images are the actor's own: nothing is asked about who may see them. */
async function listTiles({ db }: Pick<Context, "db">, { actor, scope, view, filter }: SearchArea, ids: readonly string[]) {
  if (filter.collectionId === undefined)
    return (await findTiles(db, scope, ids)).map((row) => ({ id: row.id, ownerId: actor.userId, image: toImageTile(row) }));
  return (await findSeenTiles(db, view, ids)).map((row) => ({ id: row.id, ownerId: row.ownerId, image: toSeenTile(actor, row) }));
}

const clamp = (similarity: number) => Math.max(-1, Math.min(1, similarity));
