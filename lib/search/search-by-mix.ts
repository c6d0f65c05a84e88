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
import { planText, type SearchPlan } from "./plan-search";
import type { EmbeddingCounts } from "./queries";
import { findByWords, type Wanted } from "./rank-images";
import { readLine } from "./read-line";
import type { SearchLine, SearchMix, SearchOptions, SearchResult } from "./schema";
import { openSearchArea, type SearchArea } from "./search-area";
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
  const options = optionsOf(mix);
  const parts = listMixParts(mix, pictures);
  const sole = findSole(mix, parts);
  if (sole) return "q" in sole ? searchByText(ctx, { ...options, ...sole }) : searchByPlainText(ctx, sole.text, options);
  const { area, wanted, counts, found, trouble, query } = await readMix(ctx, mix, parts, pictures);
  return {
    ...(await findHits(ctx, area, wanted, { ...options, counts })),
    coverage: toCoverage(found, counts, trouble),
    query,
  };
}

/** The line or the text that a mix has alone and wants: it is searched, and explained, by itself. */
export function findSole(
  { q, text, weights }: Omit<SearchMix, "include">,
  parts: readonly MixPart[],
): { q: string } | { text: string } | undefined {
  if (q !== undefined) return parts.length === 0 && (weights?.q ?? 1) > 0 ? { q } : undefined;
  return text !== undefined && parts.length === 1 && (parts[0]?.weight ?? 0) > 0 ? { text } : undefined;
}

/** Which of a mix's fields say what every search says. */
export function optionsOf(mix: Omit<SearchMix, "include">): SearchOptions {
  const { q: _q, text: _text, imageId: _imageId, url: _url, region: _region, weights: _weights, items: _items, ...options } = mix;
  return options;
}

/** What a mix asks for, where it is looked for, and what of it there is. */
export type ReadMix = {
  area: SearchArea;
  wanted: Wanted;
  counts: EmbeddingCounts;
  found: FoundSearchModel;
  trouble: ModelTrouble | undefined;
  plan: SearchPlan;
  query: SearchLine | null;
};

/** Reads the line of a mix, looks at its pictures and sums all of it up. @throws AppError as `searchByMix` */
export async function readMix(
  ctx: Ctx,
  mix: Omit<SearchMix, "include">,
  parts: readonly MixPart[],
  pictures: TemporaryPictures,
): Promise<ReadMix> {
  const { q, weights } = mix;
  const options = optionsOf(mix);
  if (parts.length === 0 && q === undefined)
    throw new AppError("invalid-input", "Name what to search for: a line q, a text, an imageId, a url or a picture.");
  const line = q === undefined ? undefined : await readLine(ctx, q, options);
  const plan = line?.plan ?? planText("");
  const [area, found] = await Promise.all([openSearchArea(ctx, options, plan), findSearchModel(ctx.config)]);
  const counts = await countCovered(ctx, area, found);
  const exceptIds = parts.flatMap(({ source }) => ("imageId" in source ? [source.imageId] : []));
  for (const imageId of exceptIds) await getSeenImage(ctx, imageId);
  const ofLine = { ...plan, weight: weights?.q ?? 1 };
  const [{ trouble, ...vectors }, byWords] = await Promise.all([
    embedMix(ctx, found, { parts, line: ofLine }, pictures),
    findByWords(ctx, area, ofLine.weight > 0 ? plan.words : undefined),
  ]);
  const wanted = found.status === "ready" && vectors.vector ? { modelId: found.model.id, ...vectors, byWords, exceptIds } : {};
  return { area, wanted, counts, found, trouble, plan, query: line?.query ?? null };
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
