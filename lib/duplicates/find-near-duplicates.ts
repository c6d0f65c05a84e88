import { v7 as createId } from "uuid";
import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { limits } from "../limits";
import * as queries from "./queries";

/** How alike two pictures are found to be, on one layer. */
type Evidence = { imageId: string } & Pick<queries.PairRow, "layer" | "verdict" | "distance" | "evidence">;

/** The model whose embeddings are compared; undefined: the embedding layer is passed over. */
export type EmbeddingLayer = { modelId: string; similarityMin: number } | undefined;

/**
 * Finds what an image repeats, or what repeats it, by three layers: equal bytes; perceptual hashes
 * within both Hamming distances of the settings; cosine similarity of embeddings at or above the
 * threshold. The evidence is kept as pairs (newer image, older image).
 *
 * [Note: Who is held] Of two twins the older (by id) is the original, in whichever order they are
 * processed: each worker commits its hashes before it looks, so of two at the same moment at least
 * one sees the other, and both decide alike, one after another. The newer one is held when its
 * detection is on and the older one is in the library: what is held or in the trash is nobody's
 * original. Only the first processing of an image holds anything: a later one (a new step, a model
 * that arrived) adds evidence, but takes no picture away from where its person has seen it. A pair
 * that a person has decided about is never brought up again. An image that was added with
 * `onDuplicate: "reject"` goes to the trash instead, where the reason names the older one.
 *
 * Safe to run again.
 */
export async function findNearDuplicates(
  ctx: Pick<Context, "db" | "config" | "clock">,
  scope: Scope,
  imageId: string,
  embeddingLayer: EmbeddingLayer,
): Promise<{ heldIds: string[] }> {
  const bounds = { ...ctx.config.duplicates, embedding: embeddingLayer };
  const evidence = toEvidence(await queries.listAlike(ctx.db, scope, imageId, bounds), embeddingLayer);
  if (evidence.length === 0) return { heldIds: [] };
  return ctx.db.transaction(async (tx) => {
    await queries.lockOwner(tx, scope);
    const twins = await queries.listUndecided(tx, scope, imageId, [...new Set(evidence.map((one) => one.imageId))]);
    const current = await queries.findSubject(tx, scope, imageId);
    if (!current || current.place === "trash") return { heldIds: [] };
    const kept = new Set(twins.map((twin) => twin.id));
    await queries.savePairs(
      tx,
      evidence.filter((one) => kept.has(one.imageId)).map((one) => toPair(scope, imageId, one)),
    );
    if (current.status === "processed") return { heldIds: [] };
    const repeats = chooseRepeats(current, twins, evidence);
    return { heldIds: await queries.holdOrTrash(tx, scope, repeats, ctx.clock.now()) };
  });
}

type Twin = { id: string; place: "library" | "held"; detectDuplicates: boolean };

/** The image itself when an older twin is in the library, the surest first; else the newer twins, when it is in the library. */
function chooseRepeats(image: queries.SubjectRow, twins: readonly Twin[], evidence: readonly Evidence[]): queries.Repeat[] {
  const inLibrary = twins.filter((twin) => twin.place === "library");
  const older = new Set(inLibrary.filter((twin) => twin.id < image.id).map((twin) => twin.id));
  const original = evidence.find((one) => older.has(one.imageId));
  if (original && image.detectDuplicates) return [{ imageId: image.id, ofImageId: original.imageId }];
  if (image.place !== "library") return [];
  return inLibrary.filter((twin) => twin.id > image.id).map((twin) => ({ imageId: twin.id, ofImageId: image.id }));
}

/** What speaks for each layer, the nearest first, at most `twinsMax` of each. */
function toEvidence(rows: readonly queries.AlikeRow[], embeddingLayer: EmbeddingLayer): Evidence[] {
  const nearest = (layer: queries.AlikeRow["layer"]) =>
    rows
      .filter((row) => row.layer === layer)
      .sort((a, b) => rankOf(a) - rankOf(b))
      .slice(0, limits.duplicates.twinsMax);
  return [...nearest("bytes"), ...nearest("perceptual"), ...nearest("embedding")].map((row) => ({
    imageId: row.imageId,
    layer: row.layer,
    verdict: row.layer === "embedding" ? "similar" : "duplicate",
    distance: row.distance,
    evidence: describeEvidence(row, embeddingLayer),
  }));
}

/** Smaller is nearer. */
function rankOf({ layer, distance, distance256 }: queries.AlikeRow): number {
  return layer === "embedding" ? -distance : distance * 256 + (distance256 ?? 0);
}

function describeEvidence({ layer, distance, distance256 }: queries.AlikeRow, embeddingLayer: EmbeddingLayer): Record<string, unknown> {
  if (layer === "bytes") return {};
  if (layer === "perceptual") return { hammingDistance64: distance, hammingDistance256: distance256 };
  return { cosineSimilarity: distance, ...embeddingLayer };
}

/** UUIDv7 sort by when they were made. */
function toPair(scope: Scope, imageId: string, { imageId: twinId, ...measured }: Evidence): queries.PairRow {
  const [ofImageId, newerId] = imageId > twinId ? [twinId, imageId] : [imageId, twinId];
  return { id: createId(), ownerId: scope.ownerId, imageId: newerId, ofImageId, ...measured };
}
