import type { ParsedInputOf } from "../api/operation";
import type { Actor } from "../auth/access";
import type { Context } from "../context/context";
import { buildWordsQuery } from "../images/words-query";
import { embedText } from "../inference/embed-text";
import { type FoundSearchModel, findSearchModel } from "../inference/model-store";
import { findHits } from "./find-hits";
import type { searchByText as operation, SearchResult } from "./schema";
import { openSearchArea } from "./search-area";
import { countCovered, type ModelTrouble, toCoverage, toModelTrouble } from "./search-coverage";

type Ctx = Pick<Context, "db" | "clock" | "config" | "inference"> & { actor: Actor };

/**
 * Finds images by what they show (cosine similarity to the text's embedding) and by words of names,
 * titles, tags and collections, fused by reciprocal rank: in the actor's library, or in a collection
 * that they may see, among what passes the filters. Without a model, or when it knows none of the
 * words, words alone find, and the coverage says so.
 * @throws AppError not-found for a collection
 */
export async function searchByText(ctx: Ctx, { q, ...options }: ParsedInputOf<typeof operation>): Promise<SearchResult> {
  const [area, found] = await Promise.all([openSearchArea(ctx, options), findSearchModel(ctx.config)]);
  const [{ vector, trouble }, counts] = await Promise.all([embedQuery(ctx, found, q), countCovered(ctx, area, found)]);
  const modelId = found.status === "ready" ? { modelId: found.model.id } : {};
  const result = await findHits(ctx, area, { ...modelId, vector, asked: "text", wordsQuery: buildWordsQuery(q) }, { ...options, counts });
  return { ...result, coverage: toCoverage(found, counts, trouble), query: null };
}

async function embedQuery(
  ctx: Ctx,
  found: FoundSearchModel,
  text: string,
): Promise<{ vector?: Float32Array | undefined; trouble?: ModelTrouble }> {
  if (found.status === "missing") return {};
  try {
    return { vector: await embedText(ctx.inference, found.model, text) };
  } catch (error) {
    return { trouble: toModelTrouble(error) };
  }
}
