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
import type { explainHit as operation } from "./help-schema";
import { nothingUnlessAsked, type SearchPlan } from "./plan-search";
import { type EmbeddingCounts, findSimilarities, type Neighbor } from "./queries";
import { type Ranked, rankImages } from "./rank-images";
import { readLine } from "./read-line";
import type { SearchLine, SearchOptions } from "./schema";
import { openSearchArea, type SearchArea } from "./search-area";
import { countCovered } from "./search-coverage";

type Ctx = Pick<Context, "db" | "clock" | "config" | "inference"> & { actor: Actor };
type Explanation = OutputOf<typeof operation>;
type Vector = { modelId: string; vector: Float32Array };

/**
 * Explains why a line finds an image that the actor sees, or does not: which filters it fails, its
 * cosine similarity and rank by content, its words by field and rank, and its place among all hits.
 * The search is run once more for it.
 * @throws AppError not-found for the image or a collection; model-missing, unavailable, timeout
 */
export async function explainHit(ctx: Ctx, { q, imageId, ...options }: ParsedInputOf<typeof operation>): Promise<Explanation> {
  const image = await getSeenImage(ctx, imageId);
  const { query, plan: asked } = await readLine(ctx, q, options);
  const plan = nothingUnlessAsked(asked);
  const [area, model] = await Promise.all([openSearchArea(ctx, options, plan), findSearchModel(ctx.config)]);
  const [{ vector, unwanted }, counts] = await Promise.all([embedPlan(ctx, model, plan), countCovered(ctx, area, model)]);
  const search = model.status === "ready" && vector ? { modelId: model.model.id, vector } : undefined;
  const wanted = { ...search, unwanted, asked: asText(plan.text), wordsQuery: plan.wordsQuery };
  const ranked = await rankImages(ctx, area, wanted, { ...options, counts });
  return {
    query,
    failed: await listFailed(ctx, area, image.id, { plan, query }),
    meaning: search ? await explainMeaning(ctx, area, image.id, { search, ranked, counts, options }) : null,
    words: plan.wordsQuery === undefined ? null : await explainWords(ctx, area, image.id, { plan, byWords: ranked.byWords }),
    rank: rankOf(
      ranked.found.map(({ id }) => id),
      image.id,
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
  { plan, query }: { plan: SearchPlan; query: SearchLine },
): Promise<Explanation["failed"]> {
  const conditions = plan.conditions.map(({ condition }) => condition);
  const checked = await checkConditions(db, view, imageId, { filter, conditions });
  const failed = plan.conditions.flatMap(({ token }, index) => {
    const { start = 0, end = 0 } = query.tokens[token] ?? {};
    return checked.meets[index]
      ? []
      : [{ token, says: `It does not pass part ${token + 1} of the line (characters ${start + 1} to ${end}).` }];
  });
  return checked.passes ? failed : [{ token: null, says: "It is not among the pictures that are searched." }, ...failed];
}

type Meaning = { search: Vector; ranked: Ranked; counts: EmbeddingCounts; options: Pick<SearchOptions, "minSimilarity"> };

async function explainMeaning(
  ctx: Ctx,
  area: SearchArea,
  imageId: string,
  { search, ranked, counts, options }: Meaning,
): Promise<Explanation["meaning"]> {
  const similarity = (await findSimilarities(ctx.db, search, [imageId])).get(imageId);
  const all = await findNeighbors(ctx, area, {
    ...counts,
    ...search,
    asked: asCaption,
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
  { plan, byWords }: { plan: SearchPlan; byWords: readonly string[] },
): Promise<Explanation["words"]> {
  const texts = await findImageTexts(db, view, imageId);
  const found = splitIntoRuns(plan.text).map(({ word }) => ({ word, fields: texts ? listFields(texts, word) : [] }));
  return { rank: rankOf(byWords, imageId), of: byWords.length, found };
}

function listFields(texts: ImageTexts, word: string) {
  return (Object.keys(texts) as (keyof ImageTexts)[]).filter((field) =>
    buildTextWords([texts[field] ?? ""])
      .split(" ")
      .some((each) => each.startsWith(word)),
  );
}
