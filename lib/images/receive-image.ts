import { rm } from "node:fs/promises";
import { v7 as createId } from "uuid";
import { type Actor, type Authorized, authorize, type Scope, scopeOf, viewScopeOf } from "../auth/access";
import { requireQuota } from "../auth/quota";
import type { SupportedType } from "../config";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import { toSafeFileName } from "./file-name";
import { placeFile } from "./place-file";
import { readPictureType } from "./read-picture-type";
import {
  type Arrived,
  type Equal,
  findEqualImage,
  findTarget,
  insertFirst,
  insertReceived,
  lockClaim,
  lockOwner,
  lockRank,
  type NewFile,
  type NewImage,
  type Target,
  violatedConstraint,
} from "./receive-queries";
import type { UploadResult } from "./schema";
import { buildSearchWords } from "./search-words";

export type ReceiveContext = Pick<Context, "db" | "storage" | "queue" | "clock" | "config">;

/** A complete file on this machine, hashed while it came in. */
export type ReceivedFile = {
  localPath: string;
  sizeBytes: number;
  /** Lower-case hex. */
  sha256: string;
  originalName: string;
  lastModifiedMs?: number;
  /** Own, or shared with the actor so that they may add: the image's home is then the actor's default collection. */
  collectionId: string | "default";
  /** A collection that was deleted, or is no longer shared with the actor, is no reason to lose a picture: it comes into the default one. */
  elseDefault?: true;
  detectDuplicates: boolean;
  /** What happens to it when it turns out to be a near duplicate; review when absent. */
  onDuplicate?: "review" | "reject" | "reject-similar";
  /** The address it comes from, by `toSourceUrl`. */
  sourceUrl?: string;
  metadata?: Record<string, unknown>;
  /** The file stays where it is and is only referred to; `localPath` is then never moved or removed. */
  externalPath?: string;
  /** The id of the image to be, so that receiving the same file again after a lost answer makes it once. */
  imageId?: string;
};

/**
 * Makes an image of a received file and enqueues its processing.
 *
 * The bytes are durable before the row exists, and the row, its claim and its job are one
 * transaction: a crash at any point leaves either everything, or nothing but an unused file that
 * `sweepReceived` finds. With `detectDuplicates`, of any number of equal files received at once one
 * becomes an image: they wait for each other at their claim.
 *
 * Safe to run again with the same `imageId`. Refusals of the content, and for want of quota, are
 * results, not errors.
 * @throws AppError not-found, forbidden for a collection in which the actor may not add; upload-interrupted
 *   when it was deleted meanwhile; already-exists when an image of the same `sourceUrl` is there; storage-full
 */
export async function receiveImage(ctx: ReceiveContext, actor: Actor, received: ReceivedFile): Promise<UploadResult> {
  const scope = scopeOf(actor);
  const imageId = received.imageId ?? createId();
  const { found, target } = await arrive(ctx.db, actor, { ...received, imageId });
  if (found.isHere || !target) return { outcome: "created", imageId };
  const content = await readPictureType(ctx.config, received.localPath);
  if (!content.type) {
    await discardLocal(received);
    return { outcome: "rejected", code: "type-not-allowed", detail: content.refusal };
  }
  if (found.equal && received.detectDuplicates) {
    await discardLocal(received);
    return toDuplicate(found.equal);
  }
  const hasQuota = (target.quotaBytes ?? ctx.config.auth.quotaBytes) !== undefined;
  const refused = hasQuota ? await refuseByQuota(ctx, scope, received.sizeBytes) : undefined;
  if (refused) {
    await discardLocal(received);
    return refused;
  }
  const homeCollectionId = target.ownerId === actor.userId ? target.id : target.defaultId;
  const fileName = toSafeFileName(received.originalName, content.type);
  const place = await placeFile(ctx.storage, received, `collections/${actor.userId}/${homeCollectionId}`, fileName);
  const image: ImageToBe = {
    imageId,
    contentType: content.type,
    homeCollectionId,
    targetId: target.id,
    storageKey: place.storageKey,
    hasQuota,
  };
  try {
    const isAlone = !found.isClaimed && !hasQuota && target.ownerId === actor.userId;
    const first = isAlone ? await saveFirst(ctx, scope, received, image) : undefined;
    const result =
      first ??
      (await ctx.db.transaction(async (tx) => {
        if (target.ownerId !== actor.userId) authorize(actor, "add", await lockRank(tx, scope, target.id), "collection");
        return saveReceived({ ...ctx, db: tx }, scope, received, image);
      }));
    if (result.outcome !== "created" && place.storageKey) await ctx.storage.remove(place.storageKey);
    await place.settled();
    return result;
  } catch (error) {
    const known = toKnownError(error);
    const isRefused = error instanceof AppError || (known instanceof AppError && known.code === "already-exists");
    if (isRefused && place.storageKey) {
      await ctx.storage.remove(place.storageKey);
      await place.settled();
    }
    throw known;
  }
}

/** What is there when a file arrives, and where it may come in; no target when its image is here already. */
async function arrive(
  db: Db,
  actor: Actor,
  { imageId, sha256, collectionId, elseDefault }: Pick<ReceivedFile, "sha256" | "collectionId" | "elseDefault"> & { imageId: string },
): Promise<{ found: Arrived; target: Authorized<Target> | undefined }> {
  const found = await findTarget(db, viewScopeOf(actor), { imageId, sha256, collectionId });
  if (found.isHere) return { found, target: undefined };
  try {
    return { found, target: authorize(actor, "add", found.target, "collection") };
  } catch (error) {
    const isRefused = error instanceof AppError && (error.code === "not-found" || error.code === "forbidden");
    if (!isRefused || !elseDefault || collectionId === "default") throw error;
    return arrive(db, actor, { imageId, sha256, collectionId: "default" });
  }
}

/** The refusal of a file that the person's quota has no room for. */
export async function refuseByQuota(
  ctx: Pick<Context, "db" | "config">,
  scope: Scope,
  sizeBytes: number,
): Promise<UploadResult | undefined> {
  try {
    await requireQuota(ctx, scope.ownerId, sizeBytes);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError && error.code === "quota-exceeded")) throw error;
    return { outcome: "rejected", code: error.code, detail: error.message };
  }
}

const foreignKeyViolation = "23503";

/** What stands in the way of the rows, in words; other errors as they are. */
function toKnownError(error: unknown): unknown {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  if (cause?.code === foreignKeyViolation)
    return new AppError("upload-interrupted", "The collection was deleted meanwhile. Try again.", { cause: error });
  if (violatedConstraint(error) === "images_source_url_key")
    return new AppError("already-exists", "There is a picture of this address already.", { cause: error });
  return error;
}

async function findEqual(db: Db, scope: Scope, received: ReceivedFile): Promise<UploadResult | undefined> {
  if (!received.detectDuplicates) return undefined;
  const equal = await findEqualImage(db, scope, received.sha256);
  return equal && toDuplicate(equal);
}

function toDuplicate({ id, place, originalName }: Equal): UploadResult {
  return { outcome: "duplicate", imageId: id, place, originalName };
}

async function discardLocal(received: ReceivedFile): Promise<void> {
  if (received.externalPath === undefined) await rm(received.localPath, { force: true });
}

type ImageToBe = {
  imageId: string;
  contentType: SupportedType;
  homeCollectionId: string;
  targetId: string;
  storageKey: string | null;
  hasQuota: boolean;
};

/** Where nothing is to be waited for: one statement, which is its own transaction. Undefined when the content was claimed meanwhile. */
async function saveFirst(
  ctx: Pick<Context, "db" | "clock">,
  scope: Scope,
  received: ReceivedFile,
  image: ImageToBe,
): Promise<UploadResult | undefined> {
  const isSaved = await insertFirst(ctx.db, ...toRows(scope, received, image, ctx.clock.now()));
  return isSaved ? { outcome: "created", imageId: image.imageId } : undefined;
}

/** The transaction: nothing in it awaits anything but SQL. */
async function saveReceived(
  ctx: Pick<Context, "db" | "queue" | "clock" | "config">,
  scope: Scope,
  received: ReceivedFile,
  image: ImageToBe,
): Promise<UploadResult> {
  const lastImageId = await lockClaim(ctx.db, scope, received.sha256);
  // Only somebody who received the same bytes in the meantime can have claimed them.
  const equal = lastImageId && (await findEqual(ctx.db, scope, received));
  if (equal) return equal;
  if (image.hasQuota) {
    await lockOwner(ctx.db, scope);
    const refused = await refuseByQuota(ctx, scope, received.sizeBytes);
    if (refused) return refused;
  }
  await insertReceived(ctx.db, ...toRows(scope, received, image, ctx.clock.now()));
  await ctx.queue.enqueue(ctx.db, "ingest-image", [{ imageId: image.imageId }]);
  return { outcome: "created", imageId: image.imageId };
}

/** An image to be, its file, and the collections it comes into. */
function toRows(
  scope: Scope,
  { originalName, detectDuplicates, onDuplicate, sha256, sizeBytes, externalPath, sourceUrl, metadata, lastModifiedMs }: ReceivedFile,
  { imageId, contentType, homeCollectionId, targetId, storageKey }: ImageToBe,
  now: Date,
): [NewImage, NewFile, string[]] {
  const image = {
    id: imageId,
    ownerId: scope.ownerId,
    homeCollectionId,
    originalName,
    detectDuplicates,
    ...(onDuplicate && { onDuplicate }),
    ...(sourceUrl && { sourceUrl }),
    ...(metadata && { metadata }),
    sha256,
    sizeBytes,
    contentType,
    ...takenBefore(lastModifiedMs, now),
    addedAt: now,
    searchWords: buildSearchWords({ originalName }),
  };
  return [image, { id: createId(), storageKey, externalPath: externalPath ?? null }, [...new Set([homeCollectionId, targetId])]];
}

/** Until EXIF says better: when the file was last changed, by this machine's own clock and zone; or now. */
export function takenBefore(lastModifiedMs: number | undefined, now: Date) {
  const plausible = lastModifiedMs !== undefined && lastModifiedMs > 0 && lastModifiedMs <= now.getTime() + 86_400_000;
  const taken = plausible ? new Date(lastModifiedMs) : now;
  const takenOffsetMin = -taken.getTimezoneOffset();
  const takenLocal = new Date(taken.getTime() + takenOffsetMin * 60_000).toISOString().slice(0, 19);
  return { takenLocal, takenOffsetMin, takenUtc: taken, takenSource: plausible ? ("file" as const) : ("added" as const) };
}
