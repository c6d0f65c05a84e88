import { Readable } from "node:stream";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { ByteRange, StoredStream } from "../storage/storage";
import { lendOriginal } from "./lend-original";
import { isImageThere } from "./receive-queries";
import type { PictureSource } from "./view-queries";

export type PictureContext = Pick<Context, "db" | "storage" | "decoder" | "log">;

/** `beforeMaking` is asked by everybody who wants what is not there, also while it is being made for another. */
type Kept = { imageId: string; key: string; make: () => Promise<Uint8Array>; beforeMaking?: BeforeMaking | undefined };
/** Lets whoever asked for a picture that must be made first have it, or throws. */
export type BeforeMaking = () => Promise<void>;

/** What is being made in this process: whoever asks for the same meanwhile waits for it. */
const making = new Map<string, Promise<Uint8Array>>();

/**
 * Opens a derived picture under its key, and makes and keeps it first when it is not there. A full
 * disk keeps nothing new and serves all the same. Keys carry a version, see `pictureVersion`.
 * @throws AppError of `make` and `beforeMaking`
 */
export async function openKept(ctx: PictureContext, { imageId, key, make, beforeMaking }: Kept, range?: ByteRange): Promise<StoredStream> {
  const kept = await ctx.storage.read(key, range).catch(orUndefined);
  if (kept) return kept;
  await beforeMaking?.();
  const known = making.get(key);
  const bytes = known ?? makeAndKeep(ctx, imageId, key, make).finally(() => making.delete(key));
  if (!known) making.set(key, bytes);
  return fromMemory(await bytes, range);
}

async function makeAndKeep(ctx: PictureContext, imageId: string, key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const bytes = await make();
  try {
    await ctx.storage.requireSpace(bytes.byteLength);
    await ctx.storage.write(key, bytes);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "storage-full")) throw error;
    ctx.log.warn({ imageId }, "the disk is full: a derived picture is not kept");
  }
  // Deleted meanwhile: nothing of it may stay.
  if (!(await isImageThere(ctx.db, imageId))) await ctx.storage.removeFolder(`derived/${imageId}`);
  return bytes;
}

/** Bytes that were just made, as if they were read. */
export function fromMemory(bytes: Uint8Array, range: ByteRange | undefined): StoredStream {
  const part = range ? bytes.subarray(range.start, range.end + 1) : bytes;
  return {
    stream: Readable.from([Buffer.from(part.buffer, part.byteOffset, part.byteLength)], { objectMode: false }),
    sizeBytes: part.byteLength,
  };
}

/** Lends the original of an image that a picture can be made of. @throws AppError not-found; undecodable where its processing failed */
export async function withOriginalPath<T>(
  ctx: Pick<Context, "storage">,
  source: PictureSource,
  use: (path: string) => Promise<T>,
): Promise<T> {
  if (source.status === "failed") throw new AppError("undecodable", "No picture can be made of this file.");
  return lendOriginal(ctx.storage, source, use);
}

/** For what may be missing. */
export function orUndefined(error: unknown): undefined {
  if (!(error instanceof AppError && error.code === "not-found")) throw error;
}
