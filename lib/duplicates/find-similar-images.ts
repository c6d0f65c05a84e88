import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { countEmbeddingsUpTo, scanSimilar, searchSimilar } from "./embedding-queries";
import type { Evidence } from "./evidence";

/** The model whose embeddings are compared; undefined: the embedding layer is passed over. */
export type EmbeddingLayer = { modelId: string; similarityMin: number } | undefined;

/** Up to so many embeddings are scanned exactly on a server too, as in search. */
const exactRowsMax = 20_000;

/** Images whose embeddings are near an image's own: similar, never more than that. Nearest first. */
export async function findSimilarImages(
  ctx: Pick<Context, "db" | "config">,
  scope: Scope,
  imageId: string,
  layer: EmbeddingLayer,
): Promise<Evidence[]> {
  if (!layer) return [];
  const rows =
    ctx.config.database.kind === "server" ? await countEmbeddingsUpTo(ctx.db, scope, layer.modelId, exactRowsMax + 1) : exactRowsMax;
  const find = rows > exactRowsMax ? searchSimilar : scanSimilar;
  return (await find(ctx.db, scope, { imageId, ...layer })).map(({ imageId: twinId, similarity }) => ({
    imageId: twinId,
    layer: "embedding",
    verdict: "similar",
    distance: similarity,
    evidence: { cosineSimilarity: similarity, ...layer },
  }));
}
