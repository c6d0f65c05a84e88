import type { Context } from "../context/context";
import { AppError } from "../errors";
import { addToIndex } from "../feature-index/add-to-index";
import { deleteIndexes } from "../feature-index/delete-index";
import { keepIndex } from "../feature-index/keep-index";
import { lendOriginal } from "../images/lend-original";
import { decodeFeatures, encodeFeatures, type FeatureSpec } from "../vision/local-features";
import * as queries from "./queries";
import { parseRecognition, type StoredRecognition, specOf } from "./stored-recognition";
import { sweepFeatures } from "./sweep-features";

type Ctx = Pick<Context, "db" | "storage" | "decoder" | "config" | "log">;

/** After this time a job ends and another goes on, so that other jobs have their turn. */
const sliceMs = 15_000;
const listStep = 64;

/**
 * Brings the recognition of a collection's things up to date: makes features that are missing, index
 * and visual words; where it was switched off or its settings have changed, deletes what nobody needs
 * any more. Works for some seconds on features; true: there is more to do. Safe to run again.
 */
export async function keepRecognition(
  ctx: Ctx,
  { ownerId, collectionId }: { ownerId: string; collectionId: string },
  signal: AbortSignal = new AbortController().signal,
): Promise<boolean> {
  const stored = parseRecognition((await queries.findStored(ctx.db, collectionId))?.recognition);
  if (!stored) {
    await forget(ctx, { ownerId, collectionId });
    return false;
  }
  const isComplete = await makeFeatures(ctx, { ownerId, collectionId, stored }, signal);
  if (signal.aborted) return true;
  const { profile, dimensions, retrainAfter } = stored;
  await keepIndex(ctx, { ownerId, collectionId, profile }, { signal, dimensions, retrainAfter: retrainAfter ?? undefined });
  if (!isComplete || signal.aborted) return true;
  if (stored.before) await queries.dropBefore(ctx.db, collectionId, profile);
  await forget(ctx, { ownerId, collectionId }, profile);
  return false;
}

/** Deletes the collection's indexes of other profiles, and the features that nobody needs without them. */
async function forget(ctx: Ctx, of: { ownerId: string; collectionId: string }, exceptProfile?: string): Promise<void> {
  if ((await deleteIndexes(ctx.db, of, exceptProfile)).length > 0) await sweepFeatures(ctx);
}

type Making = { ownerId: string; collectionId: string; stored: StoredRecognition };

/** Gives whether all pictures have features now. */
async function makeFeatures(ctx: Ctx, making: Making, signal: AbortSignal): Promise<boolean> {
  const { collectionId, stored } = making;
  const end = Date.now() + sliceMs;
  for (;;) {
    const pictures = await queries.listFeatureless(ctx.db, collectionId, stored.profile, listStep);
    if (pictures.length === 0) return true;
    let next = 0;
    const run = async () => {
      for (let place = next++; place < pictures.length; place = next++) {
        if (signal.aborted || Date.now() > end) return;
        await makeOne(ctx, making, pictures[place] as queries.Featureless);
      }
    };
    await Promise.all(Array.from({ length: ctx.config.decoders }, run));
    if (signal.aborted || Date.now() > end) return false;
  }
}

async function makeOne(ctx: Ctx, { ownerId, collectionId, stored }: Making, picture: queries.Featureless): Promise<void> {
  const spec = specOf(stored);
  const data = Buffer.from(await readFeatures(ctx, picture, spec));
  const features = decodeFeatures(data);
  const { profile } = stored;
  await ctx.db.transaction(async (tx) => {
    if (!(await queries.saveFeatures(tx, { imageId: picture.id, ownerId: picture.ownerId, profile, data }))) return;
    await addToIndex(tx, { ownerId, collectionId, profile, imageId: picture.id, features, dimensions: spec.dimensions });
  });
}

/** Features of a picture; a picture that is not here or cannot be decoded has none. */
async function readFeatures(ctx: Ctx, picture: queries.Featureless, spec: FeatureSpec): Promise<Uint8Array> {
  const decode = (path: string) => ctx.decoder.decode({ path, want: { features: [spec] } });
  try {
    if (picture.storageKey === null && picture.externalPath === null) return encodeFeatures(noFeatures(spec));
    const { features } = await lendOriginal(ctx.storage, picture, decode);
    return features?.[0] ?? encodeFeatures(noFeatures(spec));
  } catch (error) {
    if (!(error instanceof AppError) || error.retryable) throw error;
    ctx.log.warn({ code: error.code }, "a picture has no local features");
    return encodeFeatures(noFeatures(spec));
  }
}

function noFeatures({ widthPx, heightPx }: FeatureSpec) {
  const none = new Float32Array(0);
  return { widthPx, heightPx, count: 0, x: none, y: none, size: none, angle: none, descriptors: new Uint8Array(0) };
}
