import { createHash, type Hash } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../errors";

/**
 * [Note: Writer epochs] Each PUT of an upload is a writer with a number of its own, its epoch, and a
 * part file of its own. A newer writer copies the bytes it goes on from into its file and removes
 * the older one, so a slow older writer, here or in another process, only ever writes to a file
 * that no longer has a name: its bytes never count. The database says which epoch is the current
 * one, and only that one may finish the upload. A crash of the database may take an epoch back (see
 * [Note: Deferred commits]): the file that is already there tells, and the next epoch is taken.
 */
export type PartFile = {
  path: string;
  handle: FileHandle;
  /** SHA-256 of everything written so far. */
  hash: Hash;
  /** Bytes written so far. */
  position: number;
};

/** Bytes of an upload that are here: the size of its newest part file. None before its first writer, epoch 1. */
export async function findPartSize(dir: string, uploadId: string, writerEpoch: number): Promise<number> {
  if (writerEpoch === 0) return 0;
  const [newest] = await listParts(dir, uploadId);
  if (!newest) return 0;
  return stat(newest.path).then(
    (stats) => stats.size,
    () => 0,
  );
}

/**
 * Opens the part file of a writer, holding the first `start` bytes that the writer before it
 * received; undefined when fewer are here. The writer before it no longer counts afterwards.
 * @throws AppError upload-interrupted when the epoch was given out before
 */
export async function openPart(dir: string, uploadId: string, writerEpoch: number, start: number): Promise<PartFile | undefined> {
  const older = writerEpoch > 1 ? (await listParts(dir, uploadId)).filter((part) => part.writerEpoch < writerEpoch) : [];
  const file = toPath(dir, uploadId, writerEpoch);
  const part: PartFile = { path: file, handle: await openNew(file), hash: createHash("sha256"), position: 0 };
  try {
    if (start > 0 && older[0]) await copyPrefix(older[0].path, part, start);
  } catch (error) {
    await part.handle.close();
    throw error;
  }
  if (part.position < start) {
    await part.handle.close();
    await rm(file, { force: true });
    return undefined;
  }
  for (const { path: old } of older) await rm(old, { force: true });
  return part;
}

function toPath(dir: string, uploadId: string, writerEpoch: number): string {
  return path.join(dir, `${uploadId}.${writerEpoch}.part`);
}

async function openNew(file: string, makeFolder = true): Promise<FileHandle> {
  try {
    return await open(file, "wx+", 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && makeFolder) {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      return openNew(file, false);
    }
    if (code !== "EEXIST") throw error;
    throw new AppError("upload-interrupted", "Another connection sends this file.", { retryAfterS: 1 });
  }
}

/** Adds bytes at the end. */
export async function appendToPart(part: PartFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await part.handle.write(bytes, written, bytes.length - written, part.position + written);
    written += bytesWritten;
  }
  part.hash.update(bytes);
  part.position += bytes.length;
}

/** The first bytes, at most `length`. */
export async function readHead(handle: FileHandle, length: number): Promise<Uint8Array> {
  const head = Buffer.alloc(length);
  const { bytesRead } = await handle.read(head, 0, length, 0);
  return head.subarray(0, bytesRead);
}

/** Removes all part files of an upload. Safe to run again. */
export async function removeParts(dir: string, uploadId: string, writerEpoch: number): Promise<void> {
  if (writerEpoch === 1) return rm(toPath(dir, uploadId, 1), { force: true });
  for (const { path: file } of await listParts(dir, uploadId)) await rm(file, { force: true });
}

/** Removes part files of any upload or import that nobody has written to since `before`; returns how many. */
export async function removeOldParts(dir: string, before: Date): Promise<number> {
  let removed = 0;
  for (const name of await listNames(dir)) {
    if (!name.endsWith(".part")) continue;
    const file = path.join(dir, name);
    const stats = await stat(file).catch(() => undefined);
    if (!stats || stats.mtime >= before) continue;
    await rm(file, { force: true });
    removed++;
  }
  return removed;
}

async function copyPrefix(from: string, part: PartFile, length: number): Promise<void> {
  const source = await open(from, "r").catch(() => undefined);
  if (!source) return;
  try {
    const chunk = Buffer.alloc(1_048_576);
    while (part.position < length) {
      const { bytesRead } = await source.read(chunk, 0, Math.min(chunk.length, length - part.position), part.position);
      if (bytesRead === 0) return;
      await appendToPart(part, chunk.subarray(0, bytesRead));
    }
  } finally {
    await source.close();
  }
}

/** Newest writer first. */
async function listParts(dir: string, uploadId: string): Promise<{ path: string; writerEpoch: number }[]> {
  const parts = [];
  for (const name of await listNames(dir)) {
    if (!name.startsWith(`${uploadId}.`) || !name.endsWith(".part")) continue;
    const writerEpoch = Number(name.slice(uploadId.length + 1, -".part".length));
    if (Number.isInteger(writerEpoch)) parts.push({ path: path.join(dir, name), writerEpoch });
  }
  return parts.sort((a, b) => b.writerEpoch - a.writerEpoch);
}

async function listNames(dir: string): Promise<string[]> {
  return readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}
