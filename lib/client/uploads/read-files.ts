import { findIgnoredReason } from "../../uploads/schema";

/** A file with the path it came from. */
export type FoundFile = { file: File; path: string };
/** Files found so far, and how many were passed over for which reason. */
export type FoundSlice = { files: FoundFile[]; ignored: Record<string, number> };

/** Chromium takes up to 0.3 ms to tell size and date of one file, so more of them at once would hold the page up. */
const sliceSize = 40;

/**
 * The entries of a drop. They are gone once the event is over, so take them at once and read them
 * with `readEntries` later. Browsers without entries give plain files.
 */
export function takeEntries(data: DataTransfer): (FileSystemEntry | File)[] {
  const taken: (FileSystemEntry | File)[] = [];
  for (const item of data.items) {
    const one = item.kind === "file" ? (item.webkitGetAsEntry?.() ?? item.getAsFile()) : null;
    if (one) taken.push(one);
  }
  return taken;
}

/** All files of dropped files and folders, folders inside folders included, in slices that leave the page time to breathe. */
export async function* readEntries(entries: readonly (FileSystemEntry | File)[]): AsyncGenerator<FoundSlice> {
  let slice: FoundSlice = { files: [], ignored: {} };
  const waiting = [...entries].reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next instanceof File) addFile(slice, next, next.name);
    else if (isDirectory(next)) waiting.push(...(await listDirectory(next).catch(() => countUnreadable(slice))).reverse());
    else await addEntry(slice, next as FileSystemFileEntry);
    if (slice.files.length < sliceSize) continue;
    yield slice;
    slice = { files: [], ignored: {} };
    await breathe();
  }
  yield slice;
}

/** The files of a file or folder picker, or of the clipboard, in slices. */
export async function* readFileList(list: Iterable<File>): AsyncGenerator<FoundSlice> {
  let slice: FoundSlice = { files: [], ignored: {} };
  for (const file of list) {
    addFile(slice, file, file.webkitRelativePath || file.name);
    if (slice.files.length < sliceSize) continue;
    yield slice;
    slice = { files: [], ignored: {} };
    await breathe();
  }
  yield slice;
}

function addFile(slice: FoundSlice, file: File, path: string): void {
  const reason = findIgnoredReason(file.name);
  if (reason) count(slice, reason);
  else slice.files.push({ file, path });
}

async function addEntry(slice: FoundSlice, entry: FileSystemFileEntry): Promise<void> {
  const reason = findIgnoredReason(entry.name);
  if (reason) return count(slice, reason);
  const file = await new Promise<File | undefined>((resolve) => entry.file(resolve, () => resolve(undefined)));
  if (file) slice.files.push({ file, path: entry.fullPath.replace(/^\//, "") });
  else count(slice, "unreadable");
}

function countUnreadable(slice: FoundSlice): FileSystemEntry[] {
  count(slice, "unreadable");
  return [];
}

function count(slice: FoundSlice, reason: string): void {
  slice.ignored[reason] = (slice.ignored[reason] ?? 0) + 1;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** A reader gives about a hundred entries at a time, until it gives none. */
async function listDirectory(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const found: FileSystemEntry[] = [];
  while (true) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    found.push(...some);
  }
}

/** Lets the browser do something else before the next slice. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
