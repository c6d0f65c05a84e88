import type { Context } from "../context/context";
import { findTiles } from "../images/queries";
import { toImageTile, toSeenTile } from "../images/to-image-tile";
import { findSeenTiles } from "../images/view-queries";
import { withDetails } from "../images/with-details";
import { limits } from "../limits";
import { asCaption } from "./cutoff";
import { listNewest } from "./filtered-queries";
import { findNeighbors } from "./find-neighbors";
import { type EmbeddingCounts, findSimilarities, type Neighbor } from "./queries";
import { type Ranked, rankImages, type Wanted } from "./rank-images";
import type { SearchHit, SearchOptions } from "./schema";
import type { SearchArea } from "./search-area";

type Ctx = Pick<Context, "db" | "config">;
type Page = Pick<SearchOptions, "limit" | "page" | "minSimilarity" | "include"> & { counts: EmbeddingCounts };
type Found = Ranked["found"][number];
type FoundPage = { hits: SearchHit[]; page: number; total: number; nothingFits: boolean };

/**
 * A page of the images of an area that fit by content or by words, see `rankImages`, and how many hits
 * there are on all pages.
 */
export async function findHits(ctx: Ctx, area: SearchArea, wanted: Wanted, options: Page): Promise<FoundPage> {
  const { limit, page, include } = options;
  const { found, neighbors, nothingFits } = await rankImages(ctx, area, wanted, options);
  const { modelId, vector } = wanted;
  const search = modelId !== undefined && vector ? { modelId, vector } : undefined;
  const shown = found.slice((page - 1) * limit, page * limit);
  const hits = await toHits(ctx, area, shown, { neighbors, search });
  return { hits: await withDetails({ ...ctx, actor: area.actor }, include, hits), page, total: found.length, nothingFits };
}

/**
 * A page of all images that pass an area's filter, newest first, for when nothing is asked for beside
 * filters. What surely shows a text that is not wanted is left out.
 */
export async function listPassing(
  ctx: Ctx,
  area: SearchArea,
  { modelId, unwanted = [] }: Pick<Wanted, "modelId" | "unwanted">,
  { limit, page, counts, include }: Page,
): Promise<FoundPage> {
  const exceptIds: string[] = [];
  for (const vector of modelId === undefined ? [] : unwanted) {
    const search = { ...counts, modelId: modelId ?? "", vector, asked: asCaption, limit: limits.search.candidatesMax };
    const { neighbors, nothingFits } = await findNeighbors(ctx, area, search);
    if (!nothingFits) exceptIds.push(...neighbors.map(({ imageId }) => imageId));
  }
  const { ids, total } = await listNewest(ctx.db, area, { exceptIds, limit, offset: (page - 1) * limit });
  const found = ids.map((id): Found => ({ id, foundBy: ["filter"] }));
  const hits = await toHits(ctx, area, found, { neighbors: [], search: undefined });
  return { hits: await withDetails({ ...ctx, actor: area.actor }, include, hits), page, total, nothingFits: false };
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
  const others = search
    ? await findSimilarities(
        ctx.db,
        search,
        tiles.map(({ id }) => id).filter((id) => !near.has(id)),
      )
    : new Map<string, number>();
  return found.flatMap(({ id, foundBy }): SearchHit[] => {
    const image = byId.get(id);
    const similarity = near.get(id) ?? others.get(id);
    return image ? [{ image, similarity: similarity === undefined ? null : clamp(similarity), foundBy }] : [];
  });
}

/** Outside a collection all images are the actor's own: nothing is asked about who may see them. */
async function listTiles({ db }: Pick<Context, "db">, { actor, scope, view, filter }: SearchArea, ids: readonly string[]) {
  if (filter.collectionId === undefined) return (await findTiles(db, scope, ids)).map((row) => ({ id: row.id, image: toImageTile(row) }));
  return (await findSeenTiles(db, view, ids)).map((row) => ({ id: row.id, image: toSeenTile(actor, row) }));
}

const clamp = (similarity: number) => Math.max(-1, Math.min(1, similarity));
