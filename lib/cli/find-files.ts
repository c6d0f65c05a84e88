import { opendir, stat } from "node:fs/promises";
import path from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";

/** Endings of the formats that Magpie reads; of a folder only these are taken, files that are named are taken whatever they are. */
const pictureEndings = new Set([".jpg", ".jpeg", ".jpe", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff", ".bmp", ".heic", ".heif"]);

export type FoundFile = { path: string; sizeBytes: number; modifiedMs: number };

/** Deepest folder below a named one that is looked into. */
const depthMax = 64;

/** Whether a file's name ends like a picture's. */
export function isPictureName(name: string): boolean {
  return pictureEndings.has(path.extname(name).toLowerCase()) && !path.basename(name).startsWith(".");
}

/**
 * Every file that is meant by paths: files as they are, folders with all that is below them (hidden
 * ones and symbolic links left out), and globs for shells that expand none. One after the other, so
 * that a million files are never in memory at once.
 * @throws Error in words for a path that is not there
 */
export async function* findFiles(paths: readonly string[]): AsyncGenerator<FoundFile> {
  for (const given of paths) {
    const found = await stat(given).catch(() => undefined);
    if (found?.isDirectory()) yield* walk(given, 0);
    else if (found) yield toFound(given, found);
    else if (isDynamicPattern(given)) yield* findByGlob(given);
    else throw new Error(`There is no file or folder ${given}.`);
  }
}

async function* findByGlob(pattern: string): AsyncGenerator<FoundFile> {
  const files = (await glob(pattern, { absolute: true, onlyFiles: true, expandDirectories: false, followSymbolicLinks: false })).sort();
  if (files.length === 0) throw new Error(`No file fits ${pattern}.`);
  for (const file of files) yield toFound(file, await stat(file));
}

async function* walk(folder: string, depth: number): AsyncGenerator<FoundFile> {
  if (depth > depthMax) return;
  const folders: string[] = [];
  for await (const entry of await opendir(folder)) {
    const child = path.join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith(".")) folders.push(child);
    else if (entry.isFile() && isPictureName(entry.name)) {
      const found = await stat(child).catch(() => undefined);
      if (found) yield toFound(child, found);
    }
  }
  for (const child of folders.sort()) yield* walk(child, depth + 1);
}

function toFound(file: string, { size, mtimeMs }: { size: number; mtimeMs: number }): FoundFile {
  return { path: file, sizeBytes: size, modifiedMs: mtimeMs };
}
