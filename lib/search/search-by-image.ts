import type { ParsedInputOf } from "../api/operation";
import type { Actor } from "../auth/access";
import type { Context } from "../context/context";
import { findSearchModel } from "../inference/model-store";
import { findHits } from "./find-hits";
import { getSeenImage } from "./get-seen-image";
import { findEmbedding } from "./queries";
import type { searchByImage as operation, SearchResult } from "./schema";
import { openSearchArea } from "./search-area";
import { countCovered, toCoverage } from "./search-coverage";

/**
 * Finds images that look like one the actor may see, by its stored embedding; the image itself is
 * left out. None while it has no embedding.
 * @throws AppError not-found for the image, or for a collection
 */
export async function searchByImage(
  ctx: Pick<Context, "db" | "clock" | "config"> & { actor: Actor },
  { imageId, ...options }: ParsedInputOf<typeof operation>,
): Promise<SearchResult> {
  const image = await getSeenImage(ctx, imageId);
  const [area, found] = await Promise.all([openSearchArea(ctx, options), findSearchModel(ctx.config)]);
  const counts = await countCovered(ctx, area, found);
  const wanted =
    found.status === "ready"
      ? { modelId: found.model.id, vector: await findEmbedding(ctx.db, image, found.model.id), exceptIds: [image.id] }
      : {};
  return {
    ...(await findHits(ctx, area, wanted, { ...options, counts })),
    coverage: toCoverage(found, counts),
    query: null,
  };
}
