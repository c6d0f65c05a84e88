import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { type Actor, authorize, viewScopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { ByteRange, StoredStream } from "../storage/storage";
import { findSeenSources } from "./view-queries";

/** Bytes that can be served whole or in part. `tag` names their exact content, `sizeBytes` their length where it is known before opening. */
export type ServedBytes = {
  contentType: string;
  tag: string;
  sizeBytes?: number;
  fileName?: string;
  open(range?: ByteRange): Promise<StoredStream>;
};

/**
 * Finds the original bytes of an image, in the store or where they are referred to.
 * `open` throws AppError not-found when the bytes are no longer there or no longer the same.
 * @throws AppError not-found
 */
export async function getOriginal(
  ctx: Pick<Context, "db" | "storage"> & { actor: Actor },
  input: { imageId: string },
): Promise<ServedBytes & { sizeBytes: number; fileName: string }> {
  const [found] = await findSeenSources(ctx.db, viewScopeOf(ctx.actor), [input.imageId]);
  const file = authorize(ctx.actor, "manage", found);
  const { storageKey, externalPath, sizeBytes } = file;
  return {
    contentType: file.contentType,
    tag: file.sha256,
    sizeBytes,
    fileName: file.originalName,
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
