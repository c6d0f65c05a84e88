import type { Actor } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { type FoundSearchModel, findSearchModel } from "../inference/model-store";
import { sumVectors } from "../vision/vector";
import { embedPlan } from "./embed-plan";
import { embedSource } from "./embed-sources";
import { findHits } from "./find-hits";
import { getSeenImage } from "./get-seen-image";
import { listMixParts, type MixPart } from "./list-mix-parts";
import { planText } from "./plan-search";
import { readLine } from "./read-line";
import type { SearchMix, SearchResult } from "./schema";
import { openSearchArea } from "./search-area";
import { searchByPlainText, searchByText } from "./search-by-text";
import { countCovered, type ModelTrouble, toCoverage, toModelTrouble } from "./search-coverage";
import type { TemporaryPictures } from "./temporary-pictures";

type Ctx = Pick<Context, "db" | "clock" | "config" | "storage" | "decoder" | "inference"> & { actor: Actor };

/**
 * Finds images by pictures that are not kept, images that the actor may see, addresses, parts of them,
 * texts, a line of the search box, or a mix of them: the nearest to the sum of their unit embeddings
 * by weight, which may be negative. Images that are asked with are no hits. The line's filters hold,
 * and what its words also find by full text comes earlier; a line or a text alone is searched by
 * `searchByText`.
 * @throws AppError invalid-input when nothing is asked for, or all of it cancels out; not-found;
 *   file-too-large, type-not-allowed, undecodable, decode-limit, storage-full; address-not-allowed, fetch-failed
 */
export async function searchByMix(ctx: Ctx, mix: SearchMix, pictures: TemporaryPictures): Promise<SearchResult> {
  const { q, text, imageId: _imageId, url: _url, region: _region, weights, items: _items, ...options } = mix;
  const parts = listMixParts(mix, pictures);
  if (parts.length === 0 && q === undefined)
    throw new AppError("invalid-input", "Name what to search for: a line q, a text, an imageId, a url or a picture.");
  if (parts.length === 0 && q !== undefined && (weights?.q ?? 1) > 0) return searchByText(ctx, { ...options, q });
  const isTextOnly = text !== undefined && q === undefined && parts.length === 1 && (parts[0]?.weight ?? 0) > 0;
  if (isTextOnly) return searchByPlainText(ctx, text, options);
  const line = q === undefined ? undefined : await readLine(ctx, q, options);
  const plan = line?.plan ?? planText("");
  const [area, found] = await Promise.all([openSearchArea(ctx, options, plan), findSearchModel(ctx.config)]);
  const counts = await countCovered(ctx, area, found);
  const exceptIds = parts.flatMap(({ source }) => ("imageId" in source ? [source.imageId] : []));
  for (const imageId of exceptIds) await getSeenImage(ctx, imageId);
  const ofLine = { ...plan, weight: weights?.q ?? 1 };
  const { trouble, ...vectors } = await embedMix(ctx, found, { parts, line: ofLine }, pictures);
  const wordsQuery = ofLine.weight > 0 ? plan.wordsQuery : undefined;
  const wanted = found.status === "ready" && vectors.vector ? { modelId: found.model.id, ...vectors, wordsQuery, exceptIds } : {};
  return {
    ...(await findHits(ctx, area, wanted, { ...options, counts })),
    coverage: toCoverage(found, counts, trouble),
    query: line?.query ?? null,
  };
}

type Mix = { parts: readonly MixPart[]; line: { text: string; unwanted: string[]; weight: number } };
type MixVectors = { vector?: Float32Array | undefined; unwanted?: Float32Array[]; trouble?: ModelTrouble };

async function embedMix(ctx: Ctx, found: FoundSearchModel, { parts, line }: Mix, pictures: TemporaryPictures): Promise<MixVectors> {
  if (found.status === "missing") return {};
  const known: { vector: Float32Array; weight: number }[] = [];
  const ofLine = await embedPlan(ctx, found, line);
  if (ofLine.trouble) return { trouble: ofLine.trouble };
  if (ofLine.vector) known.push({ vector: ofLine.vector, weight: line.weight });
  try {
    for (const { source, weight } of parts) {
      const vector = await embedSource(ctx, found.model, source, pictures);
      if (vector) known.push({ vector, weight });
    }
  } catch (error) {
    return { trouble: toModelTrouble(error) };
  }
  if (known.length === 0) return {};
  const vector = sumVectors(known);
  if (!vector) throw new AppError("invalid-input", "The parts of this search cancel each other out.");
  return { vector, unwanted: ofLine.unwanted };
}
