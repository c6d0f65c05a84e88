import type { ParsedInputOf } from "../api/operation";
import type { Actor } from "../auth/access";
import type { Context } from "../context/context";
import { findRecentSearchModel } from "../inference/recent-search-model";
import { asText } from "./cutoff";
import { embedPlan } from "./embed-plan";
import { findHits, listPassing } from "./find-hits";
import { nothingUnlessAsked, planText, type SearchPlan } from "./plan-search";
import { findByWords } from "./rank-images";
import { readLine } from "./read-line";
import type { searchByText as operation, SearchOptions, SearchResult } from "./schema";
import { openSearchArea } from "./search-area";
import { countCovered, toCoverage } from "./search-coverage";

type Ctx = Pick<Context, "db" | "clock" | "config" | "inference"> & { actor: Actor };

/**
 * Finds images by a line of the search box: by what they show (cosine similarity to the embedding of
 * its words) and by words of names, titles, tags, labels, captions and collections, fused by
 * reciprocal rank: in the actor's library, or in a collection that they may see, among what passes
 * the filters. `-words` leave out what has them and lower what is like them. Without words all that
 * passes is listed, newest first; nothing when no part of the line is understood. Without a model, or
 * when it knows none of the words, words alone find, and the coverage says so.
 * @throws AppError not-found for a collection
 */
export async function searchByText(ctx: Ctx, { q, ...options }: ParsedInputOf<typeof operation>): Promise<SearchResult> {
  const { query, plan } = await readLine(ctx, q, options);
  return { ...(await searchByPlan(ctx, nothingUnlessAsked(plan), options)), query };
}

/** The same for a text without any syntax. @throws AppError not-found for a collection */
export async function searchByPlainText(ctx: Ctx, text: string, options: SearchOptions): Promise<SearchResult> {
  return { ...(await searchByPlan(ctx, planText(text), options)), query: null };
}

async function searchByPlan(ctx: Ctx, plan: SearchPlan, options: SearchOptions): Promise<Omit<SearchResult, "query">> {
  const [area, found] = await Promise.all([openSearchArea(ctx, options, plan), findRecentSearchModel(ctx.config)]);
  const [{ trouble, vector, unwanted }, counts, byWords] = await Promise.all([
    embedPlan(ctx, found, plan),
    countCovered(ctx, area, found),
    findByWords(ctx, area, plan.words),
  ]);
  const wanted = { ...(found.status === "ready" && { modelId: found.model.id }), vector, unwanted };
  const coverage = toCoverage(found, counts, trouble);
  if (plan.text === "") return { ...(await listPassing(ctx, area, wanted, { ...options, counts })), coverage };
  const hits = await findHits(ctx, area, { ...wanted, asked: asText(plan.text), byWords }, { ...options, counts });
  return { ...hits, coverage };
}
