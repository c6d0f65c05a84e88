import type { Actor } from "../auth/access";
import type { UploadContext } from "./receive-upload";
import type { PictureResult, ReceiveOptions } from "./schema";

/** A picture on its way in; its bytes are read once. */
export type IncomingPicture = { fileName: string; lastModifiedMs?: number; bytes: AsyncIterable<Uint8Array> };

/**
 * Takes pictures in, one after another as they come, for the actor; one result per picture in their
 * order. A picture that cannot be taken is a result, and costs no other one; those that were whole
 * when a connection breaks stay.
 * @throws AppError not-found, forbidden for the collection; upload-interrupted when the source breaks off; storage-full before the first
 */
export async function receivePictures(
  _ctx: UploadContext,
  _actor: Actor,
  _pictures: AsyncIterable<IncomingPicture>,
  _options: ReceiveOptions,
): Promise<PictureResult[]> {
  return [];
}
