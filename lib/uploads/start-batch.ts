import { v4 as createBatchId } from "uuid";
import type { Actor } from "../auth/access";
import { getQuota, requireQuota } from "../auth/quota";
import { getCollectionFor } from "../collections/get-collection-for";
import { AppError, toAppError } from "../errors";
import type { UploadResult } from "../images/schema";
import { limits } from "../limits";
import { cleanFileName } from "./clean-file-name";
import * as queries from "./queries";
import type { UploadContext } from "./receive-upload";
import type { UploadInput } from "./schema";

export type AnnouncedFile = { name: string; size: number; lastModified?: number };

/**
 * Makes the rows of a batch of announced files. A file whose size already rules it out gets its
 * refusal here, so that one of them never costs the others or a byte. Returns the files' ids and
 * clean names in the order given.
 * @throws AppError not-found, forbidden for a collection in which the actor may not add; invalid-input for none or too many files
 */
export async function startBatch(
  ctx: Pick<UploadContext, "db" | "clock" | "config">,
  actor: Actor,
  input: UploadInput,
  files: readonly AnnouncedFile[],
): Promise<{ id: string; name: string }[]> {
  if (files.length === 0 || files.length > limits.upload.filesPerBatchMax)
    throw new AppError("invalid-input", `Announce 1 to ${limits.upload.filesPerBatchMax} files at once.`);
  const { id: collectionId } = await getCollectionFor({ ...ctx, actor }, "add", input.collectionId);
  const refuseByRoom = await measureRoom(ctx, actor);
  const batchId = createBatchId();
  const updatedAt = ctx.clock.now();
  const rows = files.map((file, index) => {
    const name = cleanFileName(file.name);
    const result = refuseBySize(name, file.size, ctx.config.uploads.fileBytesMax) ?? refuseByRoom(file.size);
    return {
      id: `${batchId}.${index}`,
      batchId,
      ownerId: actor.userId,
      name,
      sizeBytes: toSafeInteger(file.size),
      lastModifiedMs: toTimestamp(file.lastModified),
      updatedAt,
      ...(result && { result, status: "refused" as const }),
    };
  });
  const { detectDuplicates, onDuplicate } = input;
  await queries.insertBatch(
    ctx.db,
    { id: batchId, ownerId: actor.userId, collectionId, detectDuplicates, onDuplicate, createdAt: updatedAt },
    rows,
  );
  return rows.map(({ id, name }) => ({ id, name }));
}

/** Refuses what no longer fits into the actor's quota, each file beside those before it. */
async function measureRoom(ctx: Pick<UploadContext, "db" | "config">, actor: Actor) {
  const { usedBytes, quotaBytes } = await getQuota(ctx, actor.userId);
  let roomBytes = quotaBytes === null ? Number.POSITIVE_INFINITY : quotaBytes - usedBytes;
  const refusal = await requireQuota(ctx, actor.userId, Number.MAX_SAFE_INTEGER).then(() => undefined, toAppError);
  return (sizeBytes: number): UploadResult | undefined => {
    if (sizeBytes <= roomBytes || !refusal) {
      roomBytes -= sizeBytes;
      return undefined;
    }
    return { outcome: "rejected", code: refusal.code, detail: refusal.message };
  };
}

type SizeRefusal = { outcome: "rejected"; code: "undecodable" | "file-too-large"; detail: string };

/** The refusal of a file that is empty or too large; undefined for others. */
export function refuseBySize(name: string, sizeBytes: number, sizeBytesMax: number): SizeRefusal | undefined {
  if (!(sizeBytes > 0)) return { outcome: "rejected", code: "undecodable", detail: `${name} is empty.` };
  if (sizeBytes <= sizeBytesMax) return undefined;
  const detail = `${name} is larger than ${formatMegabytes(sizeBytesMax)}, the most this server takes.`;
  return { outcome: "rejected", code: "file-too-large", detail };
}

function formatMegabytes(bytes: number): string {
  return bytes < 1_048_576 ? `${bytes} bytes` : `${Math.round((bytes / 1_048_576) * 10) / 10} MB`;
}

function toSafeInteger(value: number): number {
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** Milliseconds of a date that can be true, as an integer. */
function toTimestamp(value: number | undefined): number | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return Math.abs(value) <= 8.64e15 ? Math.trunc(value) : undefined;
}
