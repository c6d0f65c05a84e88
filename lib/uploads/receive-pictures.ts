import { rm } from "node:fs/promises";
import { type Actor, scopeOf } from "../auth/access";
import { getCollectionFor } from "../collections/get-collection-for";
import { toAppError } from "../errors";
import { receiveImage } from "../images/receive-image";
import type { UploadResult } from "../images/schema";
import { receiveBytes } from "./receive-bytes";
import type { UploadContext } from "./receive-upload";
import type { PictureResult, ReceiveOptions } from "./schema";
import { waitForPictures } from "./wait-for-pictures";

/** A picture on its way in; its bytes are read once. */
export type IncomingPicture = { fileName: string; lastModifiedMs?: number; bytes: AsyncIterable<Uint8Array> };

/**
 * Takes pictures in, one after another as they come, for the actor; one result per picture in their
 * order. A picture that cannot be taken is a result, and costs no other one; those that were whole
 * when a connection breaks stay.
 * @throws AppError not-found, forbidden for the collection; storage-full before the first; whatever `pictures` throws
 */
export async function receivePictures(
  ctx: UploadContext,
  actor: Actor,
  pictures: AsyncIterable<IncomingPicture>,
  options: ReceiveOptions,
): Promise<PictureResult[]> {
  await ctx.storage.requireSpace(0);
  const { id: collectionId } = await getCollectionFor({ ...ctx, actor }, "add", options.targetCollection);
  const results: PictureResult[] = [];
  for await (const picture of pictures) results.push(await receivePicture(ctx, actor, picture, { ...options, collectionId }));
  return options.wait ? waitForPictures(ctx, scopeOf(actor), results) : results;
}

async function receivePicture(
  ctx: UploadContext,
  actor: Actor,
  { fileName, lastModifiedMs, bytes }: IncomingPicture,
  { collectionId, detectDuplicates, onDuplicate }: ReceiveOptions & { collectionId: string },
): Promise<PictureResult> {
  try {
    const received = await receiveBytes(ctx, { name: fileName, bytes });
    const more = { originalName: fileName, ...(lastModifiedMs !== undefined && { lastModifiedMs }) };
    try {
      return toPictureResult(
        fileName,
        await receiveImage(ctx, actor, { ...received, ...more, collectionId, detectDuplicates, onDuplicate }),
      );
    } finally {
      await rm(received.localPath, { force: true });
    }
  } catch (error) {
    return toRejection(ctx, fileName, error);
  }
}

/** What became of a file that was received, as the API says it. */
export function toPictureResult(fileName: string, result: UploadResult): PictureResult {
  if (result.outcome === "rejected") return { fileName, ...result };
  if (result.outcome === "created") return { fileName, outcome: "pending", imageId: result.imageId };
  const pairs = [{ layer: "bytes" as const, verdict: "duplicate" as const, of: result.imageId, distance: 0 }];
  return { fileName, outcome: "duplicate", imageId: result.imageId, place: result.place, pairs };
}

/** Why a file was not taken, as its result. */
export function toRejection(ctx: Pick<UploadContext, "log">, fileName: string, error: unknown): PictureResult {
  const known = toAppError(error);
  if (known.code === "internal") ctx.log.error({ err: error }, "a picture could not be taken in");
  return { fileName, outcome: "rejected", code: known.code, detail: known.message };
}
