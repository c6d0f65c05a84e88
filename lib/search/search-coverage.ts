import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { FoundSearchModel } from "../inference/model-store";
import { countSharedEmbeddings, findFilteredChunkEnd } from "./filtered-queries";
import { countEmbeddings, countLibrary, type EmbeddingCounts } from "./queries";
import type { SearchCoverage } from "./schema";
import type { SearchArea } from "./search-area";

/**
 * Counting takes about 0.7 µs a row, more than a search by the index: a small library is counted each
 * time; a larger one's counts are renewed when they are older than `freshMs`, `renewAfterMs` after a search
 * that went on with the old ones, so that it does not wait for the database; the counts are only waited
 * for when those are older than `forMs`.
 */
const remembered = { aboveRows: 2_000, freshMs: 5_000, renewAfterMs: 500, forMs: 300_000, personsMax: 1_000 };
const counted = new Map<string, { counts: EmbeddingCounts; atMs: number; isRenewed?: boolean }>();

/**
 * What search can see, and how many embeddings are of images outside the library: of the actor's
 * own images, or of the collection of somebody else that they look into.
 */
export async function countCovered(
  ctx: Pick<Context, "db" | "clock">,
  area: SearchArea,
  found: FoundSearchModel,
): Promise<EmbeddingCounts> {
  if (found.status === "missing") return { embedded: 0, waiting: await countLibrary(ctx.db, area.scope), hidden: 0 };
  const { id: modelId } = found.model;
  const key = area.isShared ? `${modelId}/${area.actor.userId}/${area.filter.collectionId}` : `${modelId}/${area.actor.userId}`;
  const nowMs = ctx.clock.now().getTime();
  const known = counted.get(key);
  const ageMs = known ? nowMs - known.atMs : Number.POSITIVE_INFINITY;
  if (known && ageMs < remembered.freshMs) return known.counts;
  const count = async () => {
    const counts = await (area.isShared ? countShared(ctx, area, modelId) : countEmbeddings(ctx.db, area.scope, modelId));
    if (counted.size >= remembered.personsMax) counted.clear();
    if (counts.embedded + counts.waiting + counts.hidden > remembered.aboveRows) counted.set(key, { counts, atMs: nowMs });
    else counted.delete(key);
    return counts;
  };
  if (!known || ageMs >= remembered.forMs) return count();
  if (!known.isRenewed) {
    known.isRenewed = true;
    setTimeout(() => count().catch(() => counted.delete(key)), remembered.renewAfterMs).unref();
  }
  return known.counts;
}

/** In chunks, so that others get their turn in between. */
async function countShared(ctx: Pick<Context, "db">, area: SearchArea, modelId: string): Promise<EmbeddingCounts> {
  const sum: EmbeddingCounts = { embedded: 0, waiting: 0, hidden: 0 };
  let afterId: string | undefined;
  for (;;) {
    const endId = await findFilteredChunkEnd(ctx.db, area, modelId, afterId);
    const { embedded, waiting } = await countSharedEmbeddings(ctx.db, area, modelId, { afterId, endId });
    sum.embedded += embedded;
    sum.waiting += waiting;
    if (endId === undefined) return sum;
    afterId = endId;
  }
}

/** Why the model gave no vector: a refusal of the model is told to people, anything else is thrown on. */
export type ModelTrouble = { model: "missing" | "unavailable"; reason: string };

/** What a person is told when the model did not answer. @throws the error itself when it is of another kind */
export function toModelTrouble(error: unknown): ModelTrouble {
  const code = error instanceof AppError ? error.code : undefined;
  if (code === "model-missing") return { model: "missing", reason: "The search model is not installed, so only words are searched." };
  if (code === "unavailable" || code === "timeout")
    return { model: "unavailable", reason: "The search model does not answer at the moment, so only words are searched." };
  throw error;
}

/** The coverage that goes with an answer. */
export function toCoverage(found: FoundSearchModel, counts: EmbeddingCounts, trouble?: ModelTrouble): SearchCoverage {
  const { embedded, waiting } = counts;
  if (found.status === "missing") return { model: "missing", reason: found.reason, embedded, waiting };
  return { model: trouble?.model ?? "ready", reason: trouble?.reason ?? null, embedded, waiting };
}
