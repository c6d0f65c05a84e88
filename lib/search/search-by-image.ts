import type { ParsedInputOf } from "../api/operation";
import type { Actor } from "../auth/access";
import type { Context } from "../context/context";
import { findSearchModel } from "../inference/model-store";
import { embedImage } from "./embed-sources";
import { findHits } from "./find-hits";
import { getSeenImage } from "./get-seen-image";
import type { searchByImage as operation, SearchResult } from "./schema";
import { openSearchArea } from "./search-area";
import { countCovered, type ModelTrouble, toCoverage, toModelTrouble } from "./search-coverage";

type Ctx = Pick<Context, "db" | "clock" | "config" | "storage" | "decoder" | "inference"> & { actor: Actor };

/**
 * Finds images that look like one the actor may see, by its stored embedding, or like a part of it,
 * which is embedded now; the image itself is left out. None while it has no embedding.
 * @throws AppError not-found for the image, or for a collection; for a part also undecodable, decode-limit
 */
export async function searchByImage(ctx: Ctx, { imageId, region, ...options }: ParsedInputOf<typeof operation>): Promise<SearchResult> {
  const image = await getSeenImage(ctx, imageId);
  const [area, found] = await Promise.all([openSearchArea(ctx, options), findSearchModel(ctx.config)]);
  const counts = await countCovered(ctx, area, found);
  let trouble: ModelTrouble | undefined;
  const vector =
    found.status === "ready"
      ? await embedImage(ctx, found.model, { imageId, region }).catch((error: unknown) => {
          trouble = toModelTrouble(error);
          return undefined;
        })
      : undefined;
  const wanted = { ...(found.status === "ready" && { modelId: found.model.id }), vector, exceptIds: [image.id] };
  return {
    ...(await findHits(ctx, area, wanted, { ...options, counts })),
    coverage: toCoverage(found, counts, trouble),
    query: null,
  };
}
