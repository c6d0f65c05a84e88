import { rm } from "node:fs/promises";
import { v7 as createId } from "uuid";
import { type Actor, actorForOwner, scopeOf } from "../../auth/access";
import type { Context } from "../../context/context";
import { toAppError } from "../../errors";
import { receiveImage } from "../../images/receive-image";
import type { UploadResult } from "../../images/schema";
import { limits } from "../../limits";
import { cleanFileName } from "../clean-file-name";
import { readHead } from "../part-file";
import { findImagesByContent, imageExists } from "../queries";
import { headBytes, requirePicture } from "../require-picture";
import { refuseBySize } from "../start-batch";
import * as queries from "./queries";
import { copyFileTo, hashFile, type ImportSource, openImportFile, rethrowUnreadable } from "./read-import-file";
import { type ScannedFile, scanFolder } from "./scan-folder";
import { resolveImportFolder } from "./start-import";

type ImportContext = Pick<Context, "db" | "storage" | "queue" | "clock" | "config" | "log">;

const rowsPerInsert = 500;
const filesPerRead = 200;

/**
 * Does an import: lists the folder's files as rows, then brings in one after the other. The rows
 * decide what is left to do, so it goes on where it was after a crash, and a cancelled or finished
 * import does nothing. Safe to run again.
 * @throws AppError storage-full, unavailable and others that may pass; the import stays open
 */
export async function runImport(
  ctx: ImportContext,
  { importId }: { importId: string },
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const row = await queries.findImportById(ctx.db, importId);
  if (!row || ["done", "failed", "cancelled"].includes(row.status)) return;
  const root = await openFolder(ctx, row);
  if (root === undefined) return;
  if (row.status !== "importing" && !(await scan(ctx, row, root, signal))) return;
  await importAll(ctx, row, root, signal);
}

/** The folder again, with all checks: it may have moved since the import was started. */
async function openFolder(ctx: ImportContext, row: queries.ImportRow): Promise<string | undefined> {
  try {
    return await resolveImportFolder(ctx.config, row.folder);
  } catch (error) {
    await fail(ctx, row, toAppError(error).message);
    return undefined;
  }
}

async function fail(ctx: ImportContext, row: queries.ImportRow, failureReason: string): Promise<void> {
  await queries.updateImport(ctx.db, row.id, ctx.clock.now(), { status: "failed", failureReason });
}

/** False when the import is over before it began: cancelled, or too large. */
async function scan(ctx: ImportContext, row: queries.ImportRow, root: string, signal: AbortSignal): Promise<boolean> {
  await queries.updateImport(ctx.db, row.id, ctx.clock.now(), { status: "scanning" });
  let found: ScannedFile[] = [];
  let count = 0;
  const save = async () => {
    await queries.insertImportFiles(
      ctx.db,
      found.map((file) => ({ importId: row.id, ...file })),
    );
    found = [];
    return queries.updateImport(ctx.db, row.id, ctx.clock.now());
  };
  for await (const file of scanFolder(root)) {
    signal.throwIfAborted();
    if (++count > limits.upload.importFilesMax) {
      await fail(ctx, row, `The folder has more than ${limits.upload.importFilesMax} files. Import its folders one by one.`);
      return false;
    }
    found.push(file);
    if (found.length === rowsPerInsert && !(await save())) return false;
  }
  if (!(await save())) return false;
  return queries.updateImport(ctx.db, row.id, ctx.clock.now(), { status: "importing" });
}

async function importAll(ctx: ImportContext, row: queries.ImportRow, root: string, signal: AbortSignal): Promise<void> {
  while (true) {
    const files = await queries.listWaitingFiles(ctx.db, row.id, filesPerRead);
    if (files.length === 0) break;
    for (const file of files) {
      signal.throwIfAborted();
      if (!(await queries.updateImport(ctx.db, row.id, ctx.clock.now()))) return;
      await importFile(ctx, row, root, file, signal);
    }
  }
  await queries.updateImport(ctx.db, row.id, ctx.clock.now(), { status: "done" });
}

async function importFile(
  ctx: ImportContext,
  row: queries.ImportRow,
  root: string,
  file: queries.ImportFileRow,
  signal: AbortSignal,
): Promise<void> {
  const result = await bringIn(ctx, row, root, file, signal).catch((error: unknown): UploadResult => {
    if (signal.aborted) throw error;
    const known = toAppError(error);
    if (!fileFaults.has(known.code)) throw error;
    return { outcome: "rejected", code: known.code, detail: known.message };
  });
  await queries.updateImportFile(ctx.db, row.id, file.relativePath, {
    status: result.outcome,
    reason: reasonOf(result),
    imageId: result.outcome === "rejected" ? null : result.imageId,
  });
}

/** Errors that are the file's own and say nothing of the next one. */
const fileFaults: ReadonlySet<string> = new Set([
  "type-not-allowed",
  "file-too-large",
  "undecodable",
  "decode-limit",
  "not-found",
  "upload-interrupted",
]);

function reasonOf(result: UploadResult): string | null {
  if (result.outcome === "rejected") return result.detail;
  if (result.outcome === "duplicate")
    return `It equals ${result.originalName}${result.place === "trash" ? ", which is in the trash" : ""}.`;
  return null;
}

async function bringIn(
  ctx: ImportContext,
  row: queries.ImportRow,
  root: string,
  file: queries.ImportFileRow,
  signal: AbortSignal,
): Promise<UploadResult> {
  const actor = actorForOwner(row.ownerId);
  if (file.imageId && (await imageExists(ctx.db, scopeOf(actor), file.imageId))) return { outcome: "created", imageId: file.imageId };
  const source = await openImportFile(root, file.relativePath);
  try {
    const name = cleanFileName(file.relativePath);
    const refused = refuseBySize(name, source.sizeBytes, ctx.config.uploads.fileBytesMax);
    if (refused) return refused;
    requirePicture(ctx.config, name, await readHead(source.handle, headBytes).catch(rethrowUnreadable));
    const sha256 = await hashFile(source, signal);
    const [known] = row.detectDuplicates ? await findImagesByContent(ctx.db, scopeOf(actor), [sha256]) : [];
    if (known) return { outcome: "duplicate", imageId: known.imageId, place: known.place, originalName: known.originalName };
    return await keepImage(ctx, actor, row, file, { source, name, sha256 }, signal);
  } finally {
    await source.handle.close();
  }
}

async function keepImage(
  ctx: ImportContext,
  actor: Actor,
  row: queries.ImportRow,
  file: queries.ImportFileRow,
  { source, name, sha256 }: { source: ImportSource; name: string; sha256: string },
  signal: AbortSignal,
): Promise<UploadResult> {
  const imageId = file.imageId ?? createId();
  if (!file.imageId) await queries.updateImportFile(ctx.db, row.id, file.relativePath, { imageId });
  const copies = row.mode === "copy";
  if (copies) await ctx.storage.requireSpace(source.sizeBytes);
  const localPath = copies ? await copyFileTo(source, ctx.storage.incomingDir, sha256, signal) : source.path;
  try {
    return await receiveImage(ctx, actor, {
      imageId,
      localPath,
      sizeBytes: source.sizeBytes,
      sha256,
      originalName: name,
      lastModifiedMs: source.modifiedMs,
      collectionId: row.collectionId,
      elseDefault: true,
      detectDuplicates: row.detectDuplicates,
      onDuplicate: row.onDuplicate,
      ...(!copies && { externalPath: source.path }),
    });
  } finally {
    if (copies) await rm(localPath, { force: true });
  }
}
