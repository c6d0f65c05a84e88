import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { limits } from "../limits";
import { chooseRepeats } from "./choose-repeats";
import { confirmNearHashes } from "./confirm-near-hashes";
import { bySurest, type Evidence, judgeByFiles, toPair } from "./evidence";
import { findDecidedAmong } from "./find-decided";
import { findSamePixels } from "./find-same-pixels";
import { findSameViews } from "./find-same-views";
import { type EmbeddingLayer, findSimilarImages } from "./find-similar-images";
import { type HashNeighbor, openHashTable } from "./hash-table";
import * as queries from "./queries";

type Ctx = Pick<Context, "db" | "config" | "clock" | "storage" | "decoder" | "log">;

/** Pictures whose 64-bit hashes are as near as this are candidates of the layer `view`, see [Note: Hash distances]; the nearest of them. */
const viewHamming64Max = 12;
const hashCandidatesMax = 12;
/** So many of the most similar by embedding are candidates, too: in the trial they added nothing to those of hashes and votes, so there are few. */
const similarCandidatesMax = 5;

/**
 * Finds what an image repeats, or what repeats it, layer by layer: equal bytes; equal pixels; perceptual
 * hashes within the Hamming distance of the settings over the eight turns and mirrors, which are only similar
 * where the pixels show a part that is another; the same view, by local features and the pixels after warping;
 * and, as similar only, embeddings at or above the cosine similarity. Views are only looked for among pictures that no surer
 * layer finds. Of animations and files of several pages only the first picture is looked at, so nothing but equal bytes
 * makes them duplicates, see `judgeByFiles`. The evidence is kept as pairs (newer image, older image).
 *
 * [Note: Who is held] Of two twins the older (by id) is the original, in whichever order they are
 * processed: each worker commits its hashes and features before it looks, so of two at the same moment at
 * least one sees the other, and both decide alike, one after another. The newer one is held when its
 * detection is on and the older one is in the library: what is held or in the trash is nobody's
 * original. Only the first processing of an image holds anything: a later one (a new step, a model
 * that arrived) adds evidence, and withdraws what the settings of today would not find, but takes no picture
 * away from where its person has seen it. A pair that a person has decided about, or that follows from what
 * they decided, is never brought up again, see [Note: Decisions are facts]. An image that was added with `onDuplicate: "reject"` goes to the trash
 * instead when it is a duplicate, where the reason names the older one; one that is only similar is held
 * all the same, unless it was added with `reject-similar`; see `chooseRepeats` for how similar that is.
 *
 * Safe to run again. Gives what it took out of the library, and how many pairs it found evidence for.
 */
export async function findNearDuplicates(
  ctx: Ctx,
  scope: Scope,
  { id: imageId, known }: { id: string; known?: KnownFeatures },
  embeddingLayer: EmbeddingLayer,
): Promise<{ heldIds: string[]; pairCount: number }> {
  const nothing = { heldIds: [], pairCount: 0 };
  const image = await queries.lookAtSubject(ctx.db, scope, imageId);
  if (!image || image.place === "trash") return nothing;
  if (image.status === "processed")
    await queries.withdrawPairs(ctx.db, scope, imageId, { hammingMax: ctx.config.duplicates.hammingMax, embeddingLayer });
  const evidence = await findEvidence(ctx, scope, image, { known, embeddingLayer });
  if (evidence.length === 0) return nothing;
  return ctx.db.transaction(async (tx) => {
    await queries.lockOwner(tx, scope);
    const foundIds = [...new Set(evidence.map((one) => one.imageId))];
    const decided = await findDecidedAmong(tx, scope, [imageId, ...foundIds]);
    const here = await queries.listHere(tx, scope, [imageId, ...foundIds.filter((id) => !decided.has(imageId, id))]);
    const current = here.find(({ id }) => id === imageId);
    // What was found of bytes that are replaced meanwhile is for the job that came with the new ones.
    if (current?.sha256 !== image.sha256) return nothing;
    const twins = here.filter(({ id }) => id !== imageId);
    const open = judgeByFiles(evidence, current, twins).sort(bySurest);
    await queries.savePairs(
      tx,
      open.map((one) => toPair(scope, imageId, one)),
    );
    if (current.status === "processed") return { heldIds: [], pairCount: open.length };
    const repeats = chooseRepeats(current, twins, open);
    return { heldIds: await queries.holdOrTrash(tx, scope, repeats, ctx.clock.now()), pairCount: open.length };
  });
}

/** Local features of an image that need not be read again, and the bytes they were made of. */
export type KnownFeatures = { sha256: string; features: Buffer };

type Looked = { known: KnownFeatures | undefined; embeddingLayer: EmbeddingLayer };

/** What speaks for each layer, at most `twinsMax` of each. */
async function findEvidence(ctx: Ctx, scope: Scope, image: queries.LookedAt, { known, embeddingLayer }: Looked): Promise<Evidence[]> {
  const imageId = image.id;
  const bytes = image.sameBytesIds.map(toBytes);
  const hammingMax = ctx.config.duplicates.hammingMax;
  const table = await openHashTable(ctx.db, scope);
  const near = await table.findNear(imageId, ({ distance64, distance256 }) => distance256 <= hammingMax || distance64 <= viewHamming64Max);
  const perceptual = takeNearest(near, "distance256", limits.duplicates.twinsMax, ({ distance256 }) => distance256 <= hammingMax);
  const pixels = await findSamePixels(ctx, scope, imageId, { near, exceptIds: idsOf(bytes) });
  const similar = await findSimilarImages(ctx, scope, imageId, embeddingLayer);
  const surer = [...bytes, ...pixels, ...(await confirmNearHashes(ctx, imageId, perceptual))];
  const candidateIds = [
    ...takeNearest(near, "distance64", hashCandidatesMax, ({ distance256 }) => distance256 > hammingMax),
    ...similar.slice(0, similarCandidatesMax),
  ].map((one) => one.imageId);
  const features = known?.sha256 === image.sha256 ? known.features : undefined;
  const views = await findSameViews(
    ctx,
    scope,
    { id: imageId, features, hasDecided: image.hasDecided },
    { candidateIds, exceptIds: idsOf(surer) },
  );
  return [...surer, ...views, ...similar];
}

function takeNearest(
  near: readonly HashNeighbor[] | undefined,
  by: "distance64" | "distance256",
  count: number,
  isWanted: (neighbor: HashNeighbor) => boolean,
): HashNeighbor[] {
  const wanted = (near ?? []).filter(isWanted);
  return wanted.sort((a, b) => a[by] - b[by]).slice(0, count);
}

function toBytes(imageId: string): Evidence {
  return { imageId, layer: "bytes", verdict: "duplicate", distance: 0, evidence: {} };
}

function idsOf(evidence: readonly Evidence[]): Set<string> {
  return new Set(evidence.map((one) => one.imageId));
}
