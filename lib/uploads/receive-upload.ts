import { v7 as createId } from "uuid";
import { type Actor, type Scope, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError, toAppError } from "../errors";
import { receiveImage } from "../images/receive-image";
import { type UploadResult, uploadResult } from "../images/schema";
import { mapDiskError } from "./disk-error";
import { connectionIdleMs, withIdleLimit } from "./idle-limit";
import { appendToPart, findPartSize, openPart, type PartFile, readHead, removeParts } from "./part-file";
import * as queries from "./queries";
import { headBytes, requirePicture } from "./require-picture";

export type UploadContext = Pick<Context, "db" | "storage" | "queue" | "clock" | "config" | "log">;

const touchMs = 2_000;
/** A process that was finishing an upload and has not been seen for this long is gone. */
const finishingMs = 30_000;

/**
 * How many bytes of an upload need not be sent again: all of them once it is over.
 * @throws AppError not-found for an upload of somebody else or none
 */
export async function findUploadOffset(ctx: UploadContext, actor: Actor, uploadId: string): Promise<number> {
  const upload = await getUpload(ctx, scopeOf(actor), uploadId);
  if (await findResult(ctx, scopeOf(actor), upload)) return upload.sizeBytes;
  return findPartSize(ctx.storage.incomingDir, uploadId, upload.writerEpoch);
}

/**
 * Takes the bytes of an upload from `start` on and, once all are here, makes the image. A refusal
 * that trying again cannot change is a result; an upload that is over answers with its result
 * without reading a byte. Safe to run again: see [Note: Writer epochs].
 * @throws AppError upload-interrupted, range-not-satisfiable, storage-full: trying again can help; not-found
 */
export async function receiveUpload(
  ctx: UploadContext,
  actor: Actor,
  { uploadId, start, bytes }: { uploadId: string; start: number; bytes: AsyncIterable<Uint8Array> },
): Promise<UploadResult> {
  const now = ctx.clock.now();
  const upload = await queries.startWriter(ctx.db, scopeOf(actor), uploadId, now, new Date(now.getTime() - finishingMs));
  if (!upload) {
    const earlier = await findResult(ctx, scopeOf(actor), await getUpload(ctx, scopeOf(actor), uploadId));
    if (earlier) return earlier;
    throw new AppError("upload-interrupted", "This upload is just being finished.", { retryAfterS: 1 });
  }
  try {
    const received = await receiveBytes(ctx, upload, start, bytes);
    return await finishUpload(ctx, actor, upload, received);
  } catch (error) {
    return await refuseOrThrow(ctx, upload, error);
  }
}

/** Keeps a refusal that holds for good as the upload's result; throws everything else on. */
async function refuseOrThrow(ctx: UploadContext, upload: queries.Writer, error: unknown): Promise<UploadResult> {
  const known = toAppError(mapDiskError(error));
  if (!refusals.has(known.code)) throw known;
  const result: UploadResult = { outcome: "rejected", code: known.code, detail: known.message };
  await queries.saveResult(ctx.db, upload.id, result, "refused", ctx.clock.now());
  await removeParts(ctx.storage.incomingDir, upload.id, upload.writerEpoch);
  return result;
}

const refusals: ReadonlySet<string> = new Set(["file-too-large", "type-not-allowed", "undecodable", "decode-limit"]);

async function getUpload(ctx: UploadContext, scope: Scope, uploadId: string): Promise<queries.UploadRow> {
  const upload = await queries.findUpload(ctx.db, scope, uploadId);
  if (upload) return upload;
  throw new AppError("not-found", "There is no such upload.");
}

/** The answer of an upload that is over; also when the process that made its image died before it could say so. */
async function findResult(ctx: UploadContext, scope: Scope, upload: queries.UploadRow): Promise<UploadResult | undefined> {
  if (upload.result) return uploadResult.parse(upload.result);
  if (!upload.imageId || !(await queries.imageExists(ctx.db, scope, upload.imageId))) return undefined;
  const result: UploadResult = { outcome: "created", imageId: upload.imageId };
  await queries.saveResult(ctx.db, upload.id, result, "done", ctx.clock.now());
  await removeParts(ctx.storage.incomingDir, upload.id, upload.writerEpoch);
  return result;
}

type Received = { path: string; sizeBytes: number; sha256: string };

async function receiveBytes(
  ctx: UploadContext,
  upload: queries.Writer,
  start: number,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Received> {
  await ctx.storage.requireSpace(upload.sizeBytes - Math.min(start, upload.sizeBytes));
  const part = await openPart(ctx.storage.incomingDir, upload.id, upload.writerEpoch, start);
  if (!part) throw new AppError("range-not-satisfiable", `The server has fewer than ${start} bytes of this file.`);
  try {
    await writeAll(ctx, upload, part, bytes);
    return { path: part.path, sizeBytes: part.position, sha256: part.hash.digest("hex") };
  } finally {
    await part.handle.close();
  }
}

async function writeAll(ctx: UploadContext, upload: queries.Writer, part: PartFile, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  let checked = false;
  let touchedAt = Date.now();
  const check = async () => {
    if (checked || part.position < Math.min(headBytes, upload.sizeBytes)) return;
    requirePicture(ctx.config, upload.name, await readHead(part.handle, headBytes));
    checked = true;
  };
  await check();
  for await (const chunk of withIdleLimit(bytes, connectionIdleMs)) {
    if (part.position + chunk.length > upload.sizeBytes)
      throw new AppError("file-too-large", `${upload.name} is larger than the ${upload.sizeBytes} bytes it was announced with.`);
    await appendToPart(part, chunk);
    await check();
    if (Date.now() - touchedAt < touchMs) continue;
    touchedAt = Date.now();
    if (!(await queries.touchWriter(ctx.db, upload.id, upload.writerEpoch, ctx.clock.now()))) throw takenOver();
    // Many uploads at once each found room when they began.
    await ctx.storage.requireSpace(0);
  }
  if (part.position < upload.sizeBytes)
    throw new AppError("upload-interrupted", `Only ${part.position} of ${upload.sizeBytes} bytes arrived.`);
}

async function finishUpload(ctx: UploadContext, actor: Actor, upload: queries.Writer, received: Received): Promise<UploadResult> {
  const { writerEpoch } = upload;
  const imageId = await queries.startFinishing(ctx.db, upload.id, writerEpoch, createId(), ctx.clock.now());
  if (!imageId) throw takenOver();
  try {
    const result = await receiveImage(ctx, actor, {
      imageId,
      localPath: received.path,
      sizeBytes: received.sizeBytes,
      sha256: received.sha256,
      originalName: upload.name,
      ...(upload.lastModifiedMs !== null && { lastModifiedMs: upload.lastModifiedMs }),
      collectionId: upload.collectionId ?? "default",
      elseDefault: true,
      detectDuplicates: upload.detectDuplicates,
      onDuplicate: upload.onDuplicate,
    });
    await queries.saveResult(ctx.db, upload.id, result, result.outcome === "rejected" ? "refused" : "done", ctx.clock.now());
    await removeParts(ctx.storage.incomingDir, upload.id, writerEpoch);
    return result;
  } catch (error) {
    await queries.stopFinishing(ctx.db, upload.id, writerEpoch, ctx.clock.now());
    throw error;
  }
}

function takenOver(): AppError {
  return new AppError("upload-interrupted", "A newer connection has taken over this upload.");
}
