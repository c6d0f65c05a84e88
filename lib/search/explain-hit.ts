import type { OutputOf, ParsedInputOf } from "../api/operation";
import type { Actor } from "../auth/access";
import type { Context } from "../context/context";
import { buildTextWords, splitIntoRuns } from "../images/search-words";
import { findSearchModel } from "../inference/model-store";
import { limits } from "../limits";
import { asCaption, asText } from "./cutoff";
import { embedPlan } from "./embed-plan";
import { checkConditions, findImageTexts, type ImageTexts } from "./explain-queries";
import { findNeighbors } from "./find-neighbors";
import { getSeenImage } from "./get-seen-image";
import type { ExplainedMix, explainMix as mixOperation, explainHit as operation } from "./help-schema";
import { listMixParts } from "./list-mix-parts";
import { nothingUnlessAsked, planText, type SearchPlan } from "./plan-search";
import { type EmbeddingCounts, findSimilarities, type Neighbor } from "./queries";
import { findByWords, type Ranked, rankImages, type Wanted } from "./rank-images";
import { readLine } from "./read-line";
import type { SearchLine, SearchOptions } from "./schema";
import { openSearchArea, type SearchArea } from "./search-area";
import { findSole, optionsOf, readMix } from "./search-by-mix";
import { countCovered } from "./search-coverage";
import type { TemporaryPictures } from "./temporary-pictures";

type Ctx = Pick<Context, "db" | "clock" | "config" | "inference"> & { actor: Actor };
type MixCtx = Ctx & Pick<Context, "storage" | "decoder">;
type Explanation = OutputOf<typeof operation>;
type MixExplanation = OutputOf<typeof mixOperation>;
type Vector = { modelId: string; vector: Float32Array };

/**
 * Explains why a line finds an image that the actor sees, or does not: which filters it fails, its
 * cosine similarity and rank by content, its words by field and rank, and its place among all hits.
 * The search is run once more for it.
 * @throws AppError not-found for the image or a collection; model-missing, unavailable, timeout
 */
export async function explainHit(ctx: Ctx, { q, imageId, ...options }: ParsedInputOf<typeof operation>): Promise<Explanation> {
  const image = await getSeenImage(ctx, imageId);
  const { query, plan } = await readLine(ctx, q, options);
  return { ...(await explainPlan(ctx, image.id, { plan: nothingUnlessAsked(plan), query, options })), query };
}

async function explainPlan(
  ctx: Ctx,
  imageId: string,
  { plan, query, options }: { plan: SearchPlan; query: SearchLine | null; options: SearchOptions },
): Promise<Omit<Explanation, "query">> {
  const [area, model] = await Promise.all([openSearchArea(ctx, options, plan), findSearchModel(ctx.config)]);
  const [{ vector, unwanted }, counts, byWords] = await Promise.all([
    embedPlan(ctx, model, plan),
    countCovered(ctx, area, model),
    findByWords(ctx, area, plan.words),
  ]);
  const search = model.status === "ready" && vector ? { modelId: model.model.id, vector } : undefined;
  const wanted = { ...search, unwanted, asked: asText(plan.text), byWords };
  return explain(ctx, area, imageId, { wanted, plan, query, counts, options });
}

/**
 * The same for a mix of pictures, texts and a line: the cosine similarity is that to the sum of its parts.
 * A line or a text alone is explained as `searchByMix` searches it.
 * @throws AppError as `searchByMix`, and not-found for the image
 */
export async function explainMix(ctx: MixCtx, { hitId, ...mix }: ExplainedMix, pictures: TemporaryPictures): Promise<MixExplanation> {
  const image = await getSeenImage(ctx, hitId);
  const parts = listMixParts(mix, pictures);
  const options = optionsOf(mix);
  const sole = findSole(mix, parts);
  if (sole && "q" in sole) return explainHit(ctx, { ...options, ...sole, imageId: hitId });
  if (sole) return { ...(await explainPlan(ctx, image.id, { plan: planText(sole.text), query: null, options })), query: null };
  const { area, wanted, plan, query, counts } = await readMix(ctx, mix, parts, pictures);
  return { ...(await explain(ctx, area, image.id, { wanted, plan, query, counts, options })), query };
}

type Asked = {
  wanted: Wanted;
  plan: SearchPlan;
  query: SearchLine | null;
  counts: EmbeddingCounts;
  options: Pick<SearchOptions, "minSimilarity">;
};

async function explain(
  ctx: Ctx,
  area: SearchArea,
  imageId: string,
  { wanted, plan, query, counts, options }: Asked,
): Promise<Omit<Explanation, "query">> {
  const { modelId, vector, byWords } = wanted;
  const search = modelId !== undefined && vector ? { modelId, vector } : undefined;
  const ranked = await rankImages(ctx, area, wanted, { ...options, counts });
  return {
    failed: await listFailed(ctx, area, imageId, { plan, query }),
    meaning: search
      ? await explainMeaning(ctx, area, imageId, { search, ranked, counts, options, exceptIds: wanted.exceptIds ?? [] })
      : null,
    words: byWords ? await explainWords(ctx, area, imageId, { plan, byWords }) : null,
    rank: rankOf(
      ranked.found.map(({ id }) => id),
      imageId,
    ),
    of: ranked.found.length,
  };
}

function rankOf(ids: readonly string[], id: string): number | null {
  const index = ids.indexOf(id);
  return index < 0 ? null : index + 1;
}

async function listFailed(
  { db }: Ctx,
  { view, filter }: SearchArea,
  imageId: string,
  { plan, query }: { plan: SearchPlan; query: SearchLine | null },
): Promise<Explanation["failed"]> {
  const conditions = plan.conditions.map(({ condition }) => condition);
  const checked = await checkConditions(db, view, imageId, { filter, conditions });
  const failed = plan.conditions.flatMap(({ token }, index) => {
    const { start = 0, end = 0 } = query?.tokens[token] ?? {};
    return checked.meets[index]
      ? []
      : [{ token, says: `It does not pass part ${token + 1} of the line (characters ${start + 1} to ${end}).` }];
  });
  return checked.passes ? failed : [{ token: null, says: "It is not among the pictures that are searched." }, ...failed];
}

type Meaning = {
  search: Vector;
  ranked: Ranked;
  counts: EmbeddingCounts;
  options: Pick<SearchOptions, "minSimilarity">;
  exceptIds: readonly string[];
};

async function explainMeaning(
  ctx: Ctx,
  area: SearchArea,
  imageId: string,
  { search, ranked, counts, options, exceptIds }: Meaning,
): Promise<Explanation["meaning"]> {
  const similarity = (await findSimilarities(ctx.db, search, [imageId])).get(imageId);
  const all = await findNeighbors(ctx, area, {
    ...counts,
    ...search,
    asked: asCaption,
    exceptIds,
    similarityMin: -1,
    limit: limits.search.candidatesMax,
  });
  const isHit = !ranked.nothingFits && ranked.neighbors.some((neighbor) => neighbor.imageId === imageId);
  return {
    similarity: similarity ?? null,
    rank: rankOf(
      all.neighbors.map((neighbor) => neighbor.imageId),
      imageId,
    ),
    of: all.neighbors.length,
    similarityMin: options.minSimilarity ?? smallestOf(ranked.nothingFits ? [] : ranked.neighbors),
    isHit,
  };
}

function smallestOf(neighbors: readonly Neighbor[]): number | null {
  return neighbors.length === 0 ? null : Math.min(...neighbors.map(({ similarity }) => similarity));
}

async function explainWords(
  { db }: Ctx,
  { view }: SearchArea,
  imageId: string,
  { plan, byWords }: { plan: SearchPlan; byWords: readonly { id: string }[] },
): Promise<Explanation["words"]> {
  const texts = await findImageTexts(db, view, imageId);
  const found = splitIntoRuns(plan.text).map(({ word }) => ({ word, fields: texts ? listFields(texts, word) : [] }));
  const ids = byWords.map(({ id }) => id);
  return { rank: rankOf(ids, imageId), of: ids.length, found };
}

function listFields(texts: ImageTexts, word: string) {
  return (Object.keys(texts) as (keyof ImageTexts)[]).filter((field) =>
    buildTextWords([texts[field] ?? ""])
      .split(" ")
      .some((each) => each.startsWith(word)),
  );
}
