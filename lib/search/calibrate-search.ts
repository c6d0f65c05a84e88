import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { embedText } from "../inference/embed-text";
import { findSearchModel, type SearchModel } from "../inference/model-store";
import { backgroundTexts } from "./background-texts";
import { findStoredCalibration, listSampleEmbeddings, listUncalibrated, saveCalibration } from "./calibration-queries";
import { type Calibration, computeCalibration } from "./compute-calibration";

/** Raised when a calibration would come out otherwise: other texts, another sum. */
export const calibrationVersion = 2;

/**
 * Of smaller libraries nothing is learned: a person sees at a glance what is there. Measured with parts of
 * COCO and imagenet: at 25 pictures at most 0.9 % of single words and none of the captions are lost.
 */
const imagesMin = 25;
/** The model must know most everyday texts, or its level says nothing. */
const textsMin = 100;
/** A calibration is made again when the library has changed by this share. */
const changeMax = 0.25;
const samplePicturesMax = 500;
/** Libraries that one call looks after; the rest has its turn at the next. */
const librariesMax = 20;

const embedded = new Map<string, Promise<Float32Array[]>>();
const rememberedMs = 30_000;
const personsMax = 1_000;
const remembered = new Map<string, { calibration: Calibration | undefined; atMs: number }>();

/**
 * Makes calibrations of libraries that have none or have changed much; gives how many. Does nothing
 * without a model that answers. For the worker: it acts for no person. Safe to run again and in
 * several processes at once. [Note: Cutoff of a search]
 * @throws AppError unavailable, timeout when the model stops answering
 */
export async function calibrateSearches(ctx: Pick<Context, "db" | "config" | "inference">): Promise<number> {
  const found = await findSearchModel(ctx.config);
  if (found.status === "missing" || !(await ctx.inference.isReady())) return 0;
  const modelId = found.model.id;
  const due = await listUncalibrated(ctx.db, { modelId, version: calibrationVersion, imagesMin, changeMax, limit: librariesMax });
  const texts = due.length === 0 ? [] : await embedBackground(ctx, found.model);
  if (texts.length < textsMin) return 0;
  for (const { ownerId, imageCount } of due) {
    const pictures = await listSampleEmbeddings(ctx.db, { ownerId, modelId, imageCount, limit: samplePicturesMax });
    const calibration = await computeCalibration(pictures, texts);
    await saveCalibration(ctx.db, { ownerId, modelId, version: calibrationVersion, imageCount }, calibration);
    remember(`${modelId}/${ownerId}`, calibration);
  }
  return due.length;
}

/** Embeddings of the background texts that the model knows, made once per model and process. */
function embedBackground(ctx: Pick<Context, "inference">, model: SearchModel): Promise<Float32Array[]> {
  const made = embedded.get(model.id) ?? embedAll(ctx, model);
  embedded.set(model.id, made);
  made.catch(() => embedded.delete(model.id));
  return made;
}

async function embedAll(ctx: Pick<Context, "inference">, model: SearchModel): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (const text of backgroundTexts) {
    const vector = await embedText(ctx.inference, model, text);
    if (vector) vectors.push(vector);
  }
  return vectors;
}

/** Forgets what this process knows of calibrations, for tests that look at one as it is now. */
export function forgetCalibrations(): void {
  remembered.clear();
}

/** The calibration of a person's library, as old as half a minute; undefined while there is none. */
export async function findCalibration({ db }: Pick<Context, "db">, scope: Scope, modelId: string): Promise<Calibration | undefined> {
  const key = `${modelId}/${scope.ownerId}`;
  const known = remembered.get(key);
  if (known && Date.now() - known.atMs < rememberedMs) return known.calibration;
  const calibration = await findStoredCalibration(db, scope, modelId, calibrationVersion);
  remember(key, calibration);
  return calibration;
}

function remember(key: string, calibration: Calibration | undefined): void {
  if (remembered.size >= personsMax) remembered.clear();
  remembered.set(key, { calibration, atMs: Date.now() });
}
