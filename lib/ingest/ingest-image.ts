import { actorForOwner, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { ensureModel } from "../db/embedding-partitions";
import { findNearDuplicates } from "../duplicates/find-near-duplicates";
import { applyRulesAlone } from "../duplicates/rules/apply-rules-alone";
import { AppError, toAppError } from "../errors";
import { makeEntries } from "../feature-index/add-to-index";
import { lendOriginal } from "../images/lend-original";
import { thumbnailKey } from "../images/thumbnail-key";
import type { DecodedImage, DecodeRequest } from "../imaging/decoder";
import { embedImages } from "../inference/embed-images";
import type { SearchModel } from "../inference/model-store";
import { findRecentSearchModel } from "../inference/recent-search-model";
import { decodeFeatures, featureProfile, viewFeatureSpec } from "../vision/local-features";
import { exifFacts } from "./exif-facts";
import * as queries from "./queries";
import { type Found, type ImageFacts, type Saved, saveSteps } from "./save-queries";
import type { StepName } from "./schema";

/**
 * [Note: Step versions] The steps of ingest in their order, each with a version. An image remembers
 * the version with which each step last succeeded on it (`images.step_versions`; embeddings under a
 * name with their model's id, see `embeddingStep`). A step runs when that is not the version here:
 * so raising a number, or choosing another model, makes images be processed again, and nothing else
 * does. When the pixels themselves are decoded otherwise, everything made of them is made again.
 */
export const stepVersions = {
  decode: 1,
  thumbnails: 1,
  exif: 2,
  perceptualHash: 2,
  quality: 2,
  colours: 1,
  features: 1,
  embedding: 1,
  duplicates: 4,
} as const satisfies Record<StepName, number>;

/** The name under which an image remembers that it has (or cannot have) an embedding of this model. */
export function embeddingStep(modelId: string): string {
  return `embedding/${modelId}`;
}

/** What must stand in an image's step versions for it to be up to date. */
export function currentVersions(model: SearchModel | undefined): Record<string, number> {
  const { embedding, ...others } = stepVersions;
  return model ? { ...others, [embeddingStep(model.id)]: embedding } : others;
}

export type IngestContext = Pick<Context, "db" | "storage" | "decoder" | "inference" | "config" | "clock" | "log">;

/** `waits`: processed, but its embedding waits for the model. Times of the steps that ran, in milliseconds. */
export type Ingested = { outcome: "processed" | "failed" | "gone"; embeddingWaits: boolean; timingsMs: Record<string, number> };

/**
 * Processes one image: runs each step whose version is not the current one, in order, with a single
 * decode for all of them. A picture that cannot be processed ends as failed, with a sentence for its
 * person. Without a model, or while inference is away, the image is processed all the same and its
 * embedding waits. Safe to run again at any point, and by two workers at once.
 * @throws AppError when trying again can help, unless this is the last attempt
 */
export async function ingestImage(ctx: IngestContext, input: { imageId: string; isLastAttempt: boolean }): Promise<Ingested> {
  const timingsMs: Record<string, number> = {};
  const image = await timed(timingsMs, "start", () => queries.startProcessing(ctx.db, input.imageId, ctx.clock.now()));
  if (!image) return { outcome: "gone", embeddingWaits: false, timingsMs };
  try {
    const embeddingWaits = await runSteps(ctx, image, timingsMs);
    ctx.log.debug({ imageId: image.id, timingsMs }, "image processed");
    return { outcome: "processed", embeddingWaits, timingsMs };
  } catch (thrown) {
    const error = toAppError(thrown);
    // An error nobody foresaw may be the database that is just away.
    const canHelp = error.retryable || error.code === "internal";
    if (canHelp && !input.isLastAttempt) {
      await queries.stopProcessing(ctx.db, image.id);
      throw thrown;
    }
    if (error.code === "internal") ctx.log.error({ err: thrown, imageId: image.id }, "an image could not be processed");
    await queries.failProcessing(ctx.db, image.id, error.message);
    return { outcome: "failed", embeddingWaits: false, timingsMs };
  }
}

/** The steps. Gives whether the embedding waits. */
async function runSteps(ctx: IngestContext, image: queries.IngestRow, timingsMs: Record<string, number>): Promise<boolean> {
  const scope = scopeOf(actorForOwner(image.ownerId));
  const recent = await findRecentSearchModel(ctx.config);
  const model = recent.status === "ready" ? recent.model : undefined;
  const stale = findStaleSteps(image.stepVersions, model);

  // decode: one for everything that is made of the pixels
  const decoded = await timed(timingsMs, "decode", () => decodeFor(ctx, image, stale, model));
  Object.assign(timingsMs, decoded && prefixed(decoded.timingsMs));

  // thumbnails beside the embedding: one waits for the disk, the other for the model
  const [, embedded] = await Promise.all([
    timed(timingsMs, "thumbnails", () => writeThumbnails(ctx, image.id, decoded)),
    timed(timingsMs, "embedding", () => embed(ctx, model, decoded)),
  ]);

  // exif, perceptual hash, quality, colours, features and all of the above into the database
  const features = decoded?.features?.[0];
  const done = pickVersions(stale.filter((step) => step !== "features" && step !== "embedding" && step !== "duplicates"));
  if (features) Object.assign(done, pickVersions(["features"]));
  if (model && embedded) done[embeddingStep(model.id)] = stepVersions.embedding;
  const found = {
    stepVersions: done,
    ...(stale.includes("perceptualHash") && { perceptualHash: decoded?.perceptualHash ?? null }),
    ...(model && embedded && { embedding: { modelId: model.id, vector: embedded.vector } }),
  };
  await timed(timingsMs, "save", () => saveUnchanged(ctx, image, decoded, found));

  // duplicates, by everything that is known of the picture now
  if (stale.includes("duplicates")) {
    const similarityMin = ctx.config.duplicates.similarityMin ?? model?.duplicateSimilarityMin;
    const layer = model && similarityMin !== undefined ? { modelId: model.id, similarityMin } : undefined;
    const own = { id: image.id, ...(features && { known: { sha256: image.sha256, features: Buffer.from(features) } }) };
    const { pairCount } = await timed(timingsMs, "duplicates", () => findNearDuplicates(ctx, scope, own, layer));
    const actor = actorForOwner(image.ownerId);
    if (pairCount > 0) await timed(timingsMs, "rules", () => applyRulesAlone({ ...ctx, actor }, { imageId: image.id }));
  }
  const isThere = await timed(timingsMs, "finish", () => queries.finishProcessing(ctx.db, image, pickVersions(["duplicates"])));
  if (!isThere) await ctx.storage.removeFolder(`derived/${image.id}`);
  return stale.includes("embedding") && !embedded;
}

/** How often an image is read again because its person changed it while it was being processed. */
const savesMax = 5;

/**
 * What EXIF becomes depends on what its person has set: so it is worked out again for what they set
 * meanwhile; and the features' place in the index of the library, when that has got another one. An
 * image that has got other bytes meanwhile is left to the job that came with them.
 */
async function saveUnchanged(
  ctx: IngestContext,
  read: queries.IngestRow,
  decoded: DecodedImage | undefined,
  found: Omit<Found, "facts" | "features">,
): Promise<void> {
  let image: queries.IngestRow | undefined = read;
  let saved: Saved = "changed";
  for (let save = 1; image?.sha256 === read.sha256; save++) {
    if (save > 2 * savesMax) throw new AppError("unavailable", "The index of this library changes too often.");
    const facts = decoded ? { ...pixelFacts(decoded), ...(decoded.exif && exifFacts(image, decoded.exif)) } : {};
    const features = await indexFeatures(ctx, image, decoded, saved === "stale-indexes");
    const since = save < savesMax ? image.changedXid : undefined;
    saved = await saveSteps(ctx.db, image, { facts, ...found, ...(features && { features }) }, since);
    if (saved === "saved" || (saved === "changed" && since === undefined)) return;
    image = await queries.findIngestRow(ctx.db, image.id);
  }
}

/** Its features, and what stands for them in the index of the library: both are kept, or neither. */
async function indexFeatures(
  ctx: IngestContext,
  { ownerId }: queries.IngestRow,
  decoded: DecodedImage | undefined,
  again: boolean,
): Promise<Found["features"]> {
  const data = decoded?.features?.[0];
  if (!data) return undefined;
  const profile = featureProfile(viewFeatureSpec);
  const { dimensions } = viewFeatureSpec;
  const of = { ownerId, collectionId: null, profile, features: decodeFeatures(data), dimensions };
  return { profile, data, entries: await makeEntries(ctx, of, { again }) };
}

/** The steps to run, in order. Duplicates are looked for again whenever there is more to compare. */
export function findStaleSteps(done: Record<string, number>, model: Pick<SearchModel, "id"> | undefined): StepName[] {
  const isStale = (step: StepName) => {
    if (step === "embedding") return model === undefined || done[embeddingStep(model.id)] !== stepVersions.embedding;
    return done[step] !== stepVersions[step];
  };
  const steps = Object.keys(stepVersions) as StepName[];
  if (isStale("decode")) return steps;
  const stale = steps.filter(isStale);
  const compares = stale.includes("perceptualHash") || stale.includes("features") || (stale.includes("embedding") && model !== undefined);
  return compares && !stale.includes("duplicates") ? [...stale, "duplicates"] : stale;
}

async function decodeFor(
  ctx: IngestContext,
  image: queries.IngestRow,
  stale: readonly StepName[],
  model: SearchModel | undefined,
): Promise<DecodedImage | undefined> {
  const want: DecodeRequest["want"] = {
    exif: stale.includes("exif"),
    thumbnails: stale.includes("thumbnails"),
    perceptualHash: stale.includes("perceptualHash"),
    quality: stale.includes("quality"),
    colours: stale.includes("colours"),
    ...(stale.includes("features") && { features: [viewFeatureSpec] }),
    ...(model && stale.includes("embedding") && { tensor: model.tensor }),
  };
  if (!Object.values(want).some(Boolean) && !stale.includes("decode")) return undefined;
  return lendOriginal(ctx.storage, image, (path) => ctx.decoder.decode({ path, want }));
}

async function writeThumbnails(ctx: IngestContext, imageId: string, decoded: DecodedImage | undefined): Promise<void> {
  if (!decoded?.thumbnails) return;
  const { small, large } = decoded.thumbnails;
  await Promise.all([ctx.storage.write(thumbnailKey(imageId, "small"), small), ctx.storage.write(thumbnailKey(imageId, "large"), large)]);
}

/** Undefined: the embedding waits. A vector of undefined: this picture has none, which is final. */
async function embed(
  ctx: IngestContext,
  model: SearchModel | undefined,
  decoded: DecodedImage | undefined,
): Promise<{ vector: Float32Array | undefined } | undefined> {
  if (!model || !decoded?.tensor) return undefined;
  try {
    const [vector] = await embedImages(ctx.inference, model, [decoded.tensor]);
    await ensureModel(ctx.db, model, ctx.config.database.kind);
    return { vector };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    ctx.log.warn({ code: error.code, reason: error.message }, "an embedding waits");
    return undefined;
  }
}

function pixelFacts({ contentType, width, height, frames, thumbnails, quality, colours }: DecodedImage): ImageFacts {
  const thumbhash = thumbnails && { thumbhash: Buffer.from(thumbnails.thumbhash) };
  return { contentType, width, height, frames, ...thumbhash, ...(quality && { quality }), ...(colours && { colours }) };
}

function pickVersions(steps: readonly StepName[]): Record<string, number> {
  return Object.fromEntries(steps.map((step) => [step, stepVersions[step]]));
}

function prefixed(timings: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(timings).map(([name, ms]) => [`decoder.${name}`, ms]));
}

async function timed<T>(timingsMs: Record<string, number>, name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    timingsMs[name] = performance.now() - start;
  }
}
