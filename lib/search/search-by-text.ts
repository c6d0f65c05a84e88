import type { ParsedInputOf } from "../api/operation";
import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { embedText } from "../inference/embed-text";
import { type FoundSearchModel, findSearchModel } from "../inference/model-store";
import { limits } from "../limits";
import { findNeighbors } from "./find-neighbors";
import { fuseRanks } from "./fuse-ranks";
import { listByWords } from "./queries";
import type { searchByText as operation, SearchResult } from "./schema";
import { countCovered, type ModelTrouble, toCoverage, toModelTrouble } from "./search-coverage";
import { toHits } from "./to-hits";
import { buildWordsQuery } from "./words-query";

type Ctx = Pick<Context, "db" | "clock" | "config" | "inference"> & { actor: Actor };

/**
 * Finds images of the library by what they show (cosine similarity to the text's embedding) and by
 * words of names, titles, tags and collections, fused by reciprocal rank. Without a model, or when
 * it knows none of the words, words alone find, and the coverage says so.
 */
export async function searchByText(ctx: Ctx, input: ParsedInputOf<typeof operation>): Promise<SearchResult> {
  const scope = scopeOf(ctx.actor);
  const wordsQuery = buildWordsQuery(input.q);
  const model = await findSearchModel(ctx.config);
  const [meant, counts, byWords] = await Promise.all([
    embedQuery(ctx, model, input.q),
    countCovered(ctx, scope, model),
    wordsQuery === undefined ? [] : listByWords(ctx.db, scope, wordsQuery, limits.search.candidatesMax),
  ]);
  const { vector, trouble } = meant;
  const neighbors =
    vector && model.status === "ready"
      ? await findNeighbors(ctx, scope, { ...counts, modelId: model.model.id, vector, limit: input.limit })
      : [];
  const fused = fuseRanks([
    { way: "meaning" as const, ids: neighbors.map(({ imageId }) => imageId) },
    { way: "words" as const, ids: byWords },
  ]);
  const hits = await toHits(ctx, scope, fused.slice(0, input.limit), neighbors);
  return { hits, coverage: toCoverage(model, counts, trouble) };
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
