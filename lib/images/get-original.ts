import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { type Actor, authorize, viewScopeOf } from "../auth/access";
import type { SupportedType } from "../config";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { ByteRange, StoredStream } from "../storage/storage";
import { toSafeFileName } from "./file-name";
import { getCleanOriginal } from "./get-clean-original";
import type { PictureContext } from "./kept-picture";
import { sightOf } from "./redact-image";
import { findSeenSources, type PictureSource } from "./view-queries";

/** Bytes that can be served whole or in part. `tag` names their exact content, `sizeBytes` their length where it is known before opening. */
export type ServedBytes = {
  contentType: string;
  tag: string;
  sizeBytes?: number;
  fileName?: string;
  open(range?: ByteRange): Promise<StoredStream>;
};

/**
 * The original of an image: its stored bytes. Of somebody else's image only where a collection on the
 * way shares originals, and without shared details a clean copy, see `getCleanOriginal`.
 * `open` throws AppError not-found when the bytes are no longer there or no longer the same.
 * @throws AppError not-found; forbidden
 */
export async function getOriginal(
  ctx: PictureContext & { actor: Actor },
  input: { imageId: string },
): Promise<ServedBytes & { fileName: string }> {
  const [found] = await findSeenSources(ctx.db, viewScopeOf(ctx.actor), [input.imageId]);
  const image = authorize(ctx.actor, "view", found);
  const sight = sightOf(ctx.actor, image);
  if (!sight.originals) {
    throw new AppError("forbidden", "This picture is shared without its original. A large view is there: its thumbnail of size 2048.");
  }
  return sight.details ? getStoredOriginal(ctx, image) : getCleanOriginal(ctx, image);
}

/**
 * The stored bytes of an image as they are, in the store or where they are referred to; for whoever
 * may have them. Their name ends as pictures of their type do: whoever added "bill.html" may be anybody with a link.
 */
export function getStoredOriginal(
  ctx: Pick<Context, "storage">,
  { storageKey, externalPath, sizeBytes, contentType, sha256, originalName }: PictureSource,
): ServedBytes & { sizeBytes: number; fileName: string } {
  return {
    contentType,
    tag: sha256,
    sizeBytes,
    fileName: toSafeFileName(originalName, contentType as SupportedType),
    async open(range) {
      if (storageKey) return ctx.storage.read(storageKey, range);
      if (externalPath) return openExternal(externalPath, sizeBytes, range);
      throw new AppError("not-found", "The original of this picture is not here.");
    },
  };
}

/** Reads a file where it is referred to. O_NONBLOCK: a pipe in its place does not hold us up. */
async function openExternal(path: string, sizeBytes: number, range?: ByteRange): Promise<StoredStream> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw new AppError("not-found", "The original of this picture is no longer where it was referred to.", { cause: error });
  });
  const found = await handle.stat();
  if (!found.isFile() || found.size !== sizeBytes) {
    await handle.close();
    throw new AppError("not-found", "The original of this picture has been changed since it was referred to.");
  }
  return { stream: handle.createReadStream(range), sizeBytes: range ? range.end - range.start + 1 : sizeBytes };
}
