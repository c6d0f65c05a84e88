import type { Actor } from "../auth/access";
import { getCollectionFor } from "../collections/get-collection-for";
import type { Context } from "../context/context";
import { describeIndex } from "../feature-index/describe-index";
import { featureProfile } from "../vision/local-features";
import * as queries from "./queries";
import { defaultRecognition, type RecognitionView, recognitionSettings } from "./schema";
import { parseRecognition, specOf } from "./stored-recognition";

type Ctx = Pick<Context, "db"> & { actor: Actor };

/**
 * Says whether and how things of a collection are recognised, and how far its pictures are prepared.
 * @throws AppError not-found
 */
export async function getRecognition(ctx: Ctx, input: { collectionId: string }): Promise<RecognitionView> {
  const collection = await getCollectionFor(ctx, "view", input.collectionId);
  const row = await queries.findStored(ctx.db, collection.id);
  const stored = parseRecognition(row?.recognition);
  const settings = stored ? recognitionSettings.parse(stored) : defaultRecognition;
  const profile = featureProfile(specOf(settings));
  const counts = await queries.countPictures(ctx.db, collection.id, profile);
  const index = await describeIndex(ctx, { ownerId: collection.ownerId, collectionId: collection.id, profile });
  const isReady = counts.indexed === counts.images && !stored?.before;
  return { state: stored ? (isReady ? "ready" : "preparing") : "off", settings, progress: { ...counts, ...index } };
}
