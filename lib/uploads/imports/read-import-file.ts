import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, mkdir, open, realpath, rm } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../errors";
import { isWithin } from "./start-import";

export type ImportSource = { handle: FileHandle; path: string; sizeBytes: number; modifiedMs: number };

/**
 * Opens a file of an import for reading. It must still be a plain file below the folder: neither a
 * link nor a folder on the way may have become one since the scan.
 * @throws AppError not-found with a sentence for the report
 */
export async function openImportFile(root: string, relativePath: string): Promise<ImportSource> {
  const wanted = path.join(root, relativePath);
  const found = await realpath(wanted).catch(() => undefined);
  if (found !== wanted || !isWithin(found, root)) throw new AppError("not-found", "The file is no longer there.");
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(found, flags).catch((error: NodeJS.ErrnoException) => {
    throw new AppError("not-found", error.code === "EACCES" ? "Magpie may not read this file." : "The file cannot be opened.");
  });
  const stats = await handle.stat();
  if (stats.isFile()) return { handle, path: found, sizeBytes: stats.size, modifiedMs: Math.trunc(stats.mtimeMs) };
  await handle.close();
  throw new AppError("not-found", "This is not a plain file.");
}

/** SHA-256 of a whole file, in bounded memory. @throws AppError upload-interrupted when it is not of the size it had */
export async function hashFile(source: ImportSource, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  await readChunks(source, signal, (chunk) => {
    hash.update(chunk);
  });
  return hash.digest("hex");
}

/** Copies a file into `dir` under a name of its own and returns its path. @throws AppError upload-interrupted when its bytes are no longer those of `sha256` */
export async function copyFileTo(source: ImportSource, dir: string, sha256: string, signal: AbortSignal): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const target = path.join(dir, `import-${randomUUID()}.part`);
  const copy = await open(target, "wx", 0o600);
  try {
    const hash = createHash("sha256");
    await readChunks(source, signal, async (chunk) => {
      hash.update(chunk);
      await copy.writeFile(chunk);
    });
    if (hash.digest("hex") !== sha256) throw changed();
    await copy.sync();
    return target;
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  } finally {
    await copy.close();
  }
}

async function readChunks(source: ImportSource, signal: AbortSignal, use: (chunk: Uint8Array) => void | Promise<void>): Promise<void> {
  const buffer = Buffer.alloc(1_048_576);
  for (let position = 0; position < source.sizeBytes; ) {
    signal.throwIfAborted();
    const { bytesRead } = await source.handle
      .read(buffer, 0, Math.min(buffer.length, source.sizeBytes - position), position)
      .catch(rethrowUnreadable);
    if (bytesRead === 0) throw changed();
    await use(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

/** A fault of this file (a bad sector, a network drive's error), not of the import. @throws AppError not-found */
export function rethrowUnreadable(error: unknown): never {
  throw new AppError("not-found", "The file cannot be read.", { cause: error });
}

function changed(): AppError {
  return new AppError("upload-interrupted", "The file changed while it was read.");
}
