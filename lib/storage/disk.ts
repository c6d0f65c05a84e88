import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, chmod, copyFile, type FileHandle, link, mkdir, open, rename, rm, rmdir, statfs } from "node:fs/promises";
import path from "node:path";
import type { Config } from "../config";
import { AppError } from "../errors";
import type { ByteRange, Storage, StoredStream } from "./storage";

const freeBytesForMs = 1_000;
/** Only these folders of the data folder are the store; the rest of it belongs to others. */
const roots = ["collections", "derived"];

/**
 * The store on a local disk: a key is a path below `config.storage.dir`. Files are 0600, folders
 * 0700. What `commit` has answered survives a power cut: the file is fsynced before its name is
 * made, and the name's folder (with those made for it) afterwards.
 */
export function createDiskStorage(config: Pick<Config, "storage">): Storage {
  const { dir, freeBytesMin } = config.storage;
  const findFreeBytes = rememberFreeBytes(dir);
  const toPath = (key: string) => path.join(dir, ...keySegments(key));
  return {
    incomingDir: path.join(dir, "incoming"),
    commit: (localPath, key) => mapErrors(() => commitFile(localPath, toPath(key))),
    write: (key, bytes) => mapErrors(() => writeFile(toPath(key), bytes)),
    read: (key, range) => mapErrors(() => readStored(toPath(key), range)),
    async withLocalPath(key, use) {
      const found = toPath(key);
      await mapErrors(() => access(found, constants.R_OK));
      return use(found);
    },
    exists: (key) => exists(toPath(key)),
    async remove(key) {
      await rm(toPath(key), { force: true });
      await removeEmptyFolders(path.dirname(toPath(key)), dir);
    },
    async removeFolder(prefix) {
      const folder = toPath(prefix.replace(/\/$/, ""));
      await rm(folder, { recursive: true, force: true });
      await removeEmptyFolders(path.dirname(folder), dir);
    },
    async requireSpace(sizeBytes) {
      if ((await findFreeBytes()) < freeBytesMin + sizeBytes) throw storageFull();
    },
  };
}

/** The free bytes of the disk, asked for at most once a second: many files come in between. */
function rememberFreeBytes(dir: string): () => Promise<number> {
  let known = { freeBytes: 0, at: Number.NEGATIVE_INFINITY };
  return async () => {
    const now = performance.now();
    if (now - known.at < freeBytesForMs) return known.freeBytes;
    const { bavail, bsize } = await statfs(dir);
    known = { freeBytes: bavail * bsize, at: now };
    return known.freeBytes;
  };
}

/** @throws AppError invalid-input for a key that could lead out of the store */
function keySegments(key: string): string[] {
  const segments = key.split("/");
  const unsafe = segments.some((segment) => segment === "" || segment === "." || segment === ".." || /[\\\0]/.test(segment));
  if (unsafe || segments.length < 2 || !roots.includes(segments[0] ?? ""))
    throw new AppError("invalid-input", "This is not a storage key.");
  return segments;
}

async function commitFile(localPath: string, target: string): Promise<void> {
  await syncPath(localPath);
  const synced = await placeInFolder(target, () => linkOrMove(localPath, target));
  for (const folder of synced) await syncPath(folder);
  await rm(localPath, { force: true });
}

async function writeFile(target: string, bytes: Uint8Array): Promise<void> {
  const temporary = path.join(path.dirname(target), `.${randomUUID()}.tmp`);
  try {
    await placeInFolder(target, async () => {
      const file = await open(temporary, "wx", 0o600);
      await closeAfter(file, async () => {
        await file.writeFile(bytes);
        await file.sync();
      });
    });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Makes the folder of a file and runs `place`; again when somebody removed the folder while it was
 * empty. Returns the folders whose entries changed, innermost first.
 */
async function placeInFolder(target: string, place: () => Promise<void>): Promise<string[]> {
  const folder = path.dirname(target);
  for (let attempt = 1; ; attempt++) {
    const firstMade = await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      await place();
      return foldersBetween(folder, firstMade);
    } catch (error) {
      if (errorCode(error) !== "ENOENT" || attempt === 5) throw error;
    }
  }
}

/** The folder, and for each one that was made for it the folder that holds its name. */
function foldersBetween(folder: string, firstMade: string | undefined): string[] {
  const folders = [folder];
  const top = firstMade === undefined ? folder : path.dirname(firstMade);
  for (let current = folder; current !== top; ) {
    current = path.dirname(current);
    folders.push(current);
  }
  return folders;
}

/** A second name for the same bytes never replaces a file; disks without hard links get an exclusive name that is then replaced. */
async function linkOrMove(localPath: string, target: string): Promise<void> {
  try {
    await link(localPath, target);
    // A link keeps the mode of where the bytes came from.
    await chmod(target, 0o600);
  } catch (error) {
    const code = errorCode(error);
    if (code === "EXDEV") return copyExclusively(localPath, target);
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "EMLINK") throw error;
    const reserved = await open(target, "wx", 0o600);
    await reserved.close();
    await rename(localPath, target);
  }
}

async function copyExclusively(localPath: string, target: string): Promise<void> {
  const temporary = path.join(path.dirname(target), `.${randomUUID()}.tmp`);
  try {
    await copyFile(localPath, temporary, constants.COPYFILE_EXCL);
    await chmod(temporary, 0o600);
    await syncPath(temporary);
    await link(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readStored(file: string, range: ByteRange | undefined): Promise<StoredStream> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const start = range?.start ?? 0;
    const end = Math.min(range?.end ?? size - 1, size - 1);
    if (range && (start < 0 || start > end)) throw new AppError("range-not-satisfiable", "The file has no such range.");
    if (size === 0) return { stream: handle.createReadStream(), sizeBytes: 0 };
    return { stream: handle.createReadStream({ start, end }), sizeBytes: end - start + 1 };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

/** Removes folders that became empty, never the store's own top folders. */
async function removeEmptyFolders(folder: string, storeDir: string): Promise<void> {
  for (let current = folder; path.dirname(current) !== storeDir && current.startsWith(storeDir); current = path.dirname(current)) {
    try {
      await rmdir(current);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") return;
    }
  }
}

/** fsync of a file or a folder. */
async function syncPath(fileOrFolder: string): Promise<void> {
  const handle = await open(fileOrFolder, "r");
  await closeAfter(handle, () => handle.sync());
}

async function closeAfter(handle: FileHandle, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await handle.close();
  }
}

/** Operating system errors as AppErrors; others pass. */
async function mapErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOSPC" || code === "EDQUOT") throw storageFull(error);
    if (code === "EEXIST") throw new AppError("conflict", "A file of this name is already there.", { cause: error });
    if (code === "ENOENT") throw new AppError("not-found", "The file is not there.", { cause: error });
    throw error;
  }
}

function storageFull(cause?: unknown): AppError {
  return new AppError("storage-full", "The disk is full. Nothing was stored.", { cause });
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
