import type { Actor } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { type FoundSearchModel, findSearchModel } from "../inference/model-store";
import { limits } from "../limits";
import { sumVectors } from "../vision/vector";
import { embedSource, type Source } from "./embed-sources";
import { findHits } from "./find-hits";
import { getSeenImage } from "./get-seen-image";
import type { SearchMix, SearchResult } from "./schema";
import { openSearchArea } from "./search-area";
import { searchByText } from "./search-by-text";
import { countCovered, type ModelTrouble, toCoverage, toModelTrouble } from "./search-coverage";
import type { TemporaryPictures } from "./temporary-pictures";

type Ctx = Pick<Context, "db" | "clock" | "config" | "storage" | "decoder" | "inference"> & { actor: Actor };
type Part = { source: Source; weight: number };

/**
 * Finds images by a picture that is not kept (the first that was taken), an image that the actor may
 * see, an address, a text, or a mix of them: the nearest to the sum of their unit embeddings by
 * weight, which may be negative. Images that are asked with are no hits. A text alone is also looked
 * up among words.
 * @throws AppError invalid-input when nothing is asked for, or all of it cancels out; not-found;
 *   file-too-large, type-not-allowed, undecodable, decode-limit, storage-full; address-not-allowed, fetch-failed
 */
export async function searchByMix(ctx: Ctx, mix: SearchMix, pictures: TemporaryPictures): Promise<SearchResult> {
  const { text, imageId: _imageId, url: _url, weights: _weights, items: _items, ...options } = mix;
  const parts = listParts(mix, pictures.find());
  const isTextOnly = text !== undefined && parts.length === 1 && (parts[0]?.weight ?? 0) > 0;
  if (isTextOnly) return searchByText(ctx, { ...options, q: text });
  const [area, found] = await Promise.all([openSearchArea(ctx, options), findSearchModel(ctx.config)]);
  const counts = await countCovered(ctx, area, found);
  const exceptIds = parts.flatMap(({ source }) => ("imageId" in source ? [source.imageId] : []));
  for (const imageId of exceptIds) await getSeenImage(ctx, imageId);
  const { vector, trouble } = await embedMix(ctx, found, parts, pictures);
  const wanted = found.status === "ready" && vector ? { modelId: found.model.id, vector, exceptIds } : {};
  return {
    ...(await findHits(ctx, area, wanted, { ...options, counts })),
    coverage: toCoverage(found, counts, trouble),
    query: null,
  };
}

function listParts({ text, imageId, url, weights, items }: SearchMix, file: string | undefined): Part[] {
  const named: [Source | undefined, number | undefined][] = [
    [text === undefined ? undefined : { text }, weights?.text],
    [imageId === undefined ? undefined : { imageId }, weights?.imageId],
    [url === undefined ? undefined : { url }, weights?.url],
    [file === undefined ? undefined : { file }, weights?.picture],
    ...(items ?? []).map((item): [Source | undefined, number] => [toSource(item), item.weight]),
  ];
  const parts = named.flatMap(([source, weight]) => (source ? [{ source, weight: weight ?? 1 }] : []));
  if (parts.length === 0) throw new AppError("invalid-input", "Name what to search for: a text, an imageId, a url or a picture.");
  if (parts.filter(({ source }) => "url" in source).length > limits.search.mixUrlsMax)
    throw new AppError("invalid-input", `A search takes at most ${limits.search.mixUrlsMax} addresses.`);
  return parts;
}

function toSource({ text, imageId, url }: { text?: string | undefined; imageId?: string | undefined; url?: string | undefined }) {
  if (text !== undefined) return { text };
  if (imageId !== undefined) return { imageId };
  return url === undefined ? undefined : { url };
}

async function embedMix(
  ctx: Ctx,
  found: FoundSearchModel,
  parts: readonly Part[],
  pictures: TemporaryPictures,
): Promise<{ vector?: Float32Array | undefined; trouble?: ModelTrouble }> {
  if (found.status === "missing") return {};
  const known: { vector: Float32Array; weight: number }[] = [];
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
  return { vector };
}
