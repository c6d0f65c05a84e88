import type { ParsedInputOf } from "../api/operation";
import { type Actor, authorize, viewScopeOf } from "../auth/access";
import { lockCollection } from "../collections/queries";
import type { Context } from "../context/context";
import { askForSuccessor } from "../feature-index/queries";
import { getRecognition } from "./get-recognition";
import * as queries from "./queries";
import { defaultRecognition, type updateRecognition as operation, type RecognitionView, recognitionSettings } from "./schema";
import { parseRecognition, toStored } from "./stored-recognition";

type Ctx = Pick<Context, "db" | "queue"> & { actor: Actor };

/**
 * Switches the recognition of a collection's things on or off, or changes its settings; fields that are
 * left out stay, and settings alone switch it on. A job makes features and index, or deletes them; where
 * settings change how features are made, the old ones serve until the new ones are there. With
 * `rebuild` the index is made anew, too, while the old one serves. Safe to run again.
 * @throws AppError not-found; forbidden for all but the collection's owner
 */
export async function updateRecognition(ctx: Ctx, input: ParsedInputOf<typeof operation>): Promise<RecognitionView> {
  const { collectionId, enabled = true, rebuild = false, ...changes } = input;
  await ctx.db.transaction(async (tx) => {
    const collection = authorize(ctx.actor, "manage", await lockCollection(tx, viewScopeOf(ctx.actor), collectionId), "collection");
    const old = parseRecognition((await queries.findStored(tx, collection.id))?.recognition);
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const settings = recognitionSettings.parse({ ...defaultRecognition, ...old, ...given });
    const stored = enabled ? toStored(settings, old) : null;
    await queries.saveStored(tx, collection, stored);
    if (rebuild && stored) await askForSuccessor(tx, { ownerId: collection.ownerId, collectionId: collection.id, profile: stored.profile });
    await ctx.queue.enqueue(tx, "index-features", [{ ownerId: collection.ownerId, collectionId: collection.id }]);
  });
  return getRecognition(ctx, { collectionId });
}
