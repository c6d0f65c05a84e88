import { v7 as createId } from "uuid";
import { type Actor, authorize, scopeOf } from "../auth/access";
import { AppError } from "../errors";
import { toSafeFileName } from "./file-name";
import { placeFile } from "./place-file";
import { readPictureType } from "./read-picture-type";
import { type ReceiveContext, type ReceivedFile, refuseByQuota, takenBefore } from "./receive-image";
import { lockClaim, lockOwner } from "./receive-queries";
import { announceKey } from "./received-keys";
import { hideFileWords } from "./redact-image";
import { findOriginal, replaceMetadata, swapOriginal } from "./replace-queries";
import type { UploadResult } from "./schema";
import { buildSearchWords } from "./search-words";

type Replacement = Pick<
  ReceivedFile,
  "localPath" | "sizeBytes" | "sha256" | "originalName" | "metadata" | "onDuplicate" | "detectDuplicates"
>;

/**
 * Puts the bytes of a received file in the place of an image's original, and enqueues its
 * processing. The image keeps its id, place, collections and what its person says of it. The new
 * bytes are durable before the row points to them, and the old ones go after the row has let go of
 * them: a crash leaves the one or the other, whole. The local file is moved, or left to the caller.
 * @throws AppError not-found; upload-interrupted when the image changed meanwhile; storage-full
 */
export async function replaceOriginal(ctx: ReceiveContext, actor: Actor, imageId: string, file: Replacement): Promise<UploadResult> {
  const scope = scopeOf(actor);
  const old = authorize(actor, "edit", await findOriginal(ctx.db, scope, imageId));
  const content = await readPictureType(ctx.config, file.localPath);
  if (!content.type) return { outcome: "rejected", code: "type-not-allowed", detail: content.refusal };
  const refuse = (db: ReceiveContext["db"], sizeBytes: number) =>
    refuseByQuota({ ...ctx, db }, scope, Math.max(0, file.sizeBytes - sizeBytes));
  const refused = await refuse(ctx.db, old.sizeBytes);
  if (refused) return refused;
  const folder = `collections/${actor.userId}/${old.homeCollectionId}`;
  const placed = await placeFile(ctx.storage, { localPath: file.localPath }, folder, toSafeFileName(file.originalName, content.type));
  const storageKey = placed.storageKey ?? createId();
  const leaving = old.storageKey === null ? undefined : await announceKey(ctx.storage, old.storageKey);
  await ctx.storage.removeFolder(`derived/${imageId}`);
  const { sha256, sizeBytes, originalName, metadata, detectDuplicates, onDuplicate = "review" } = file;
  const outcome = await ctx.db.transaction(async (tx): Promise<"swapped" | "overtaken" | UploadResult> => {
    // In the order in which others lock the same: who receives a file, and who looks for its duplicates.
    await lockClaim(tx, scope, sha256);
    await lockOwner(tx, scope);
    const now = await findOriginal(tx, scope, imageId, { lock: true });
    if (!now || now.storageKey !== old.storageKey) return "overtaken";
    const noRoom = await refuse(tx, now.sizeBytes);
    if (noRoom) return noRoom;
    const words = wordsOfPerson(now);
    const facts = {
      originalName,
      ...words,
      searchWords: buildSearchWords({ ...now, ...words, originalName }),
      detectDuplicates,
      onDuplicate,
      ...(now.takenSource !== "person" && takenBefore(undefined, ctx.clock.now())),
    };
    await swapOriginal(tx, scope, imageId, { sha256, sizeBytes, contentType: content.type, storageKey }, facts);
    if (metadata) await replaceMetadata(tx, scope, imageId, metadata);
    await ctx.queue.enqueue(tx, "ingest-image", [{ imageId }]);
    return "swapped";
  });
  const unused = outcome === "swapped" ? old.storageKey : storageKey;
  if (unused) await ctx.storage.remove(unused);
  await placed.settled();
  await leaving?.withdraw();
  if (outcome === "overtaken")
    throw new AppError("upload-interrupted", "The picture was changed by somebody else meanwhile. Try again.", { retryAfterS: 1 });
  return outcome === "swapped" ? { outcome: "created", imageId } : outcome;
}

type Worded = NonNullable<Awaited<ReturnType<typeof findOriginal>>>;

/** What the old file had said goes with it: without the file to compare with, it would pass for words of its person. */
function wordsOfPerson(image: Worded): Pick<Worded, "description" | "tags" | "rating"> {
  const stars = image.exif?.rating;
  const isOfFile = typeof stars === "number" && Math.round(stars) === image.rating;
  return { ...hideFileWords(image, image.exif), rating: isOfFile ? null : image.rating };
}
