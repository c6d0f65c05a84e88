import type { ParsedInputOf } from "../api/operation";
import { type Actor, authorize, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { findThumbnailState } from "../images/queries";
import { findSearchModel } from "../inference/model-store";
import { findNeighbors } from "./find-neighbors";
import { findEmbedding } from "./queries";
import type { searchByImage as operation, SearchResult } from "./schema";
import { countCovered, toCoverage } from "./search-coverage";
import { toMeaningHits } from "./to-hits";

/**
 * Finds images of the library that look like one of the actor's, by its stored embedding; the image
 * itself is left out. None while it has no embedding.
 * @throws AppError not-found
 */
export async function searchByImage(
  ctx: Pick<Context, "db" | "clock" | "config"> & { actor: Actor },
  input: ParsedInputOf<typeof operation>,
): Promise<SearchResult> {
  const scope = scopeOf(ctx.actor);
  const image = authorize(ctx.actor, "view", await findThumbnailState(ctx.db, scope, input.imageId));
  const model = await findSearchModel(ctx.config);
  const counts = await countCovered(ctx, scope, model);
  const coverage = toCoverage(model, counts);
  const vector = model.status === "ready" ? await findEmbedding(ctx.db, scope, model.model.id, image.id) : undefined;
  if (!vector || model.status === "missing") return { hits: [], coverage };
  const found = await findNeighbors(ctx, scope, { ...counts, modelId: model.model.id, vector, limit: input.limit + 1, exceptId: image.id });
  return { hits: await toMeaningHits(ctx, scope, found.slice(0, input.limit)), coverage };
}
