import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { mapDiskError } from "./disk-error";
import { appendToPart, openPart, type PartFile, readHead } from "./part-file";
import { headBytes, requirePicture } from "./require-picture";
import { refuseBySize } from "./start-batch";

/** A whole file in the folder of what comes in; whoever has it moves or removes it. */
export type ReceivedBytes = { localPath: string; sizeBytes: number; sha256: string };

type Ctx = Pick<Context, "storage" | "config">;

const spaceEveryMs = 2_000;

/**
 * Writes the bytes of one file to disk while they are hashed, at most `MAX_FILE_SIZE` of them; with
 * `picturesOnly`, what does not begin like a picture is refused as soon as that is seen. What a crash
 * leaves behind is swept with the parts of uploads; a refused file leaves nothing.
 * @throws AppError file-too-large, type-not-allowed, undecodable for an empty file; storage-full; whatever `bytes` throws
 */
export async function receiveBytes(
  ctx: Ctx,
  { name, bytes, picturesOnly = true }: { name: string; bytes: AsyncIterable<Uint8Array>; picturesOnly?: boolean },
): Promise<ReceivedBytes> {
  await ctx.storage.requireSpace(0);
  const part = await openPart(ctx.storage.incomingDir, `received-${randomUUID()}`, 1, 0);
  if (!part) throw new Error("a new part file was not opened");
  try {
    await writeAll(ctx, part, name, bytes, picturesOnly);
    await part.handle.close();
    return { localPath: part.path, sizeBytes: part.position, sha256: part.hash.digest("hex") };
  } catch (error) {
    await part.handle.close().catch(() => {});
    await rm(part.path, { force: true });
    throw mapDiskError(error);
  }
}

async function writeAll(ctx: Ctx, part: PartFile, name: string, bytes: AsyncIterable<Uint8Array>, picturesOnly: boolean): Promise<void> {
  const sizeBytesMax = ctx.config.uploads.fileBytesMax;
  let unchecked = picturesOnly;
  let spaceAt = Date.now();
  for await (const chunk of bytes) {
    requireSize(name, part.position + chunk.length, sizeBytesMax);
    await appendToPart(part, chunk);
    if (unchecked && part.position >= headBytes) {
      requirePicture(ctx.config, name, await readHead(part.handle, headBytes));
      unchecked = false;
    }
    if (Date.now() - spaceAt < spaceEveryMs) continue;
    spaceAt = Date.now();
    await ctx.storage.requireSpace(0);
  }
  requireSize(name, part.position, sizeBytesMax);
  if (unchecked) requirePicture(ctx.config, name, await readHead(part.handle, headBytes));
}

function requireSize(name: string, sizeBytes: number, sizeBytesMax: number): void {
  const refused = refuseBySize(name, sizeBytes, sizeBytesMax);
  if (refused) throw new AppError(refused.code, refused.detail);
}
