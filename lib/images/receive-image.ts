import { open, rm } from "node:fs/promises";
import { v7 as createId } from "uuid";
import { type Actor, authorize, type Scope, scopeOf } from "../auth/access";
import type { SupportedType } from "../config";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import { describeRefusal, sniffContentType } from "../imaging/sniff";
import type { Storage } from "../storage/storage";
import { numberFileName, toSafeFileName } from "./file-name";
import { findEqualImage, findHome, insertReceived, lockClaim } from "./receive-queries";
import { announceKey } from "./received-keys";
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
  collectionId: string | "default";
  detectDuplicates: boolean;
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
 * Safe to run again with the same `imageId`. Refusals of the content are results, not errors.
 * @throws AppError not-found for a collection that is not the actor's; upload-interrupted when it was
 *   deleted meanwhile; storage-full
 */
export async function receiveImage(ctx: ReceiveContext, actor: Actor, received: ReceivedFile): Promise<UploadResult> {
  const scope = scopeOf(actor);
  const imageId = received.imageId ?? createId();
  const found = await findHome(ctx.db, scope, { imageId, collectionId: received.collectionId });
  if (found.isHere) return { outcome: "created", imageId };
  const home = authorize(actor, "edit", found.home, "collection");
  const contentType = await readContentType(received.localPath);
  if (!contentType.type || !ctx.config.uploads.allowedTypes.includes(contentType.type)) {
    await discardLocal(received);
    return { outcome: "rejected", code: "type-not-allowed", detail: contentType.refusal };
  }
  const equal = await findEqual(ctx.db, scope, received);
  if (equal) {
    await discardLocal(received);
    return equal;
  }
  const fileName = toSafeFileName(received.originalName, contentType.type);
  const place = await placeFile(ctx.storage, received, `collections/${actor.userId}/${home.id}`, fileName);
  const image = { imageId, contentType: contentType.type, homeCollectionId: home.id, storageKey: place.storageKey };
  const result = await ctx.db.transaction((tx) => saveReceived({ ...ctx, db: tx }, scope, received, image)).catch(rethrowHomeless);
  if (result.outcome === "duplicate" && place.storageKey) await ctx.storage.remove(place.storageKey);
  await place.settled();
  return result;
}

const foreignKeyViolation = "23503";

function rethrowHomeless(error: unknown): never {
  const code = error instanceof Error ? (error.cause as { code?: unknown } | undefined)?.code : undefined;
  if (code !== foreignKeyViolation) throw error;
  throw new AppError("upload-interrupted", "The collection was deleted meanwhile. Try again.", { cause: error });
}

/** A type by content, or a sentence that says why it is refused. */
async function readContentType(localPath: string): Promise<{ type: SupportedType | undefined; refusal: string }> {
  const file = await open(localPath, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4_096), 0, 4_096, 0);
    const head = buffer.subarray(0, bytesRead);
    const type = sniffContentType(head);
    const refusal = type ? `Pictures of the type ${type} are not taken here.` : describeRefusal(head);
    return { type, refusal };
  } finally {
    await file.close();
  }
}

async function findEqual(db: Db, scope: Scope, received: ReceivedFile): Promise<UploadResult | undefined> {
  if (!received.detectDuplicates) return undefined;
  const equal = await findEqualImage(db, scope, received.sha256);
  return equal && { outcome: "duplicate", imageId: equal.id, place: equal.place, originalName: equal.originalName };
}

async function discardLocal(received: ReceivedFile): Promise<void> {
  if (received.externalPath === undefined) await rm(received.localPath, { force: true });
}

type Placed = { storageKey: string | null; settled(): Promise<void> };

/** Commits the bytes under the first free name; a clash gets a number, after many a random one. */
async function placeFile(storage: Storage, received: ReceivedFile, folder: string, fileName: string): Promise<Placed> {
  if (received.externalPath !== undefined) return { storageKey: null, settled: async () => {} };
  for (let number = 1; ; number++) {
    const suffix = number <= 20 ? number : createId().slice(-8);
    const storageKey = `${folder}/${number === 1 ? fileName : numberFileName(fileName, suffix)}`;
    const announced = await announceKey(storage, storageKey);
    try {
      await storage.commit(received.localPath, storageKey);
      return { storageKey, settled: announced.withdraw };
    } catch (error) {
      await announced.withdraw();
      if (!(error instanceof AppError && error.code === "conflict") || number === 30) throw error;
    }
  }
}

type ImageToBe = { imageId: string; contentType: SupportedType; homeCollectionId: string; storageKey: string | null };

/** The transaction: nothing in it awaits anything but SQL. */
async function saveReceived(
  ctx: Pick<Context, "db" | "queue" | "clock">,
  scope: Scope,
  received: ReceivedFile,
  { imageId, contentType, homeCollectionId, storageKey }: ImageToBe,
): Promise<UploadResult> {
  const lastImageId = await lockClaim(ctx.db, scope, received.sha256);
  // Only somebody who received the same bytes in the meantime can have claimed them.
  const equal = lastImageId && (await findEqual(ctx.db, scope, received));
  if (equal) return equal;
  const { originalName, detectDuplicates, sha256, sizeBytes, externalPath } = received;
  const now = ctx.clock.now();
  await insertReceived(
    ctx.db,
    {
      id: imageId,
      ownerId: scope.ownerId,
      homeCollectionId,
      originalName,
      detectDuplicates,
      sha256,
      sizeBytes,
      contentType,
      ...takenBefore(received.lastModifiedMs, now),
      addedAt: now,
      searchWords: buildSearchWords({ originalName }),
    },
    { id: createId(), storageKey, externalPath: externalPath ?? null },
  );
  await ctx.queue.enqueue(ctx.db, "ingest-image", [{ imageId }]);
  return { outcome: "created", imageId };
}

/** Until EXIF says better: when the file was last changed, by this machine's own clock and zone; or now. */
function takenBefore(lastModifiedMs: number | undefined, now: Date) {
  const plausible = lastModifiedMs !== undefined && lastModifiedMs > 0 && lastModifiedMs <= now.getTime() + 86_400_000;
  const taken = plausible ? new Date(lastModifiedMs) : now;
  const takenOffsetMin = -taken.getTimezoneOffset();
  const takenLocal = new Date(taken.getTime() + takenOffsetMin * 60_000).toISOString().slice(0, 19);
  return { takenLocal, takenOffsetMin, takenUtc: taken, takenSource: plausible ? ("file" as const) : ("added" as const) };
}
