import { open, rm } from "node:fs/promises";
import type { OutputOf } from "../api/operation";
import { type Actor, requireAdministrator } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { DecodedImage } from "../imaging/decoder";
import { sniffContentType } from "../imaging/sniff";
import { receiveBytes } from "./receive-bytes";
import { headBytes } from "./require-picture";
import type { inspectFile as operation } from "./schema";

/**
 * Says what the decoder makes of a file, as ingest would see it, and how long each part took. The
 * file lies on disk only until it is decoded; one that is no picture is an answer too.
 * @throws AppError forbidden unless an administrator asks; file-too-large; storage-full; unavailable
 */
export async function inspectFile(
  ctx: Pick<Context, "storage" | "config" | "decoder">,
  actor: Actor,
  bytes: AsyncIterable<Uint8Array>,
): Promise<OutputOf<typeof operation>> {
  requireAdministrator(actor);
  const start = performance.now();
  const { localPath, sizeBytes, sha256 } = await receiveBytes(ctx, { name: "This file", bytes, picturesOnly: false });
  try {
    const receivedMs = performance.now() - start;
    const contentType = sniffContentType(await readHead(localPath)) ?? null;
    const { decoded, failure } = await tryDecode(ctx, localPath);
    const { width = null, height = null, frames = null, exif, perceptualHash } = decoded ?? {};
    return {
      sizeBytes,
      sha256,
      contentType: decoded?.contentType ?? contentType,
      width,
      height,
      frames,
      exif: exif ? (JSON.parse(JSON.stringify(exif)) as Record<string, unknown>) : null,
      perceptualHash: perceptualHash ?? null,
      failure,
      timingsMs: { receive: receivedMs, ...decoded?.timingsMs, total: performance.now() - start },
    };
  } finally {
    await rm(localPath, { force: true });
  }
}

type Tried = { decoded: DecodedImage | undefined; failure: { code: string; detail: string } | null };

async function tryDecode(ctx: Pick<Context, "decoder">, path: string): Promise<Tried> {
  try {
    const decoded = await ctx.decoder.decode({ path, want: { exif: true, perceptualHash: true } });
    return { decoded, failure: null };
  } catch (error) {
    if (!(error instanceof AppError) || error.retryable || error.code === "internal") throw error;
    return { decoded: undefined, failure: { code: error.code, detail: error.message } };
  }
}

async function readHead(localPath: string): Promise<Uint8Array> {
  const handle = await open(localPath, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
