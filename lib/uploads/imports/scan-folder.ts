import { opendir } from "node:fs/promises";
import path from "node:path";
import { findIgnoredReason } from "../schema";

export type ScannedFile = { relativePath: string; status: "waiting" | "ignored"; reason: string | null };

const depthMax = 64;
/** The path is a key of the import's rows, and the database's index takes at most 2,704 bytes. */
const pathBytesMax = 2_000;

/**
 * All files below a folder, by paths with "/". Links are never followed; what cannot be a picture,
 * and folders that cannot be read, are named with the reason. Unreadable names (not UTF-8) too.
 */
export async function* scanFolder(root: string): AsyncGenerator<ScannedFile> {
  const waiting = [{ folder: "", depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const directory = await opendir(path.join(root, next.folder)).catch(() => undefined);
    if (!directory) {
      yield ignored(next.folder || ".", "this folder cannot be read");
      continue;
    }
    for await (const entry of directory) {
      const relativePath = next.folder ? `${next.folder}/${entry.name}` : entry.name;
      if (Buffer.byteLength(relativePath) > pathBytesMax) yield ignored(shorten(relativePath), "its path is too long");
      else if (entry.isDirectory()) {
        if (entry.name.startsWith(".")) yield ignored(relativePath, "hidden folder");
        else if (next.depth >= depthMax) yield ignored(relativePath, "too many folders inside each other");
        else waiting.push({ folder: relativePath, depth: next.depth + 1 });
      } else yield judgeFile(relativePath, entry);
    }
  }
}

/** Its beginning and its end; a path of at most `PATH_MAX` bytes stays one of its own as far as people can tell. */
function shorten(relativePath: string): string {
  const characters = [...relativePath];
  return `${characters.slice(0, 200).join("")}…${characters.slice(-200).join("")}`;
}

function judgeFile(relativePath: string, entry: { name: string; isFile(): boolean; isSymbolicLink(): boolean }): ScannedFile {
  if (entry.isSymbolicLink()) return ignored(relativePath, "a link to elsewhere");
  if (!entry.isFile()) return ignored(relativePath, "not a file");
  if (entry.name.includes("\ufffd")) return ignored(relativePath, "its name is not valid UTF-8");
  const reason = findIgnoredReason(entry.name);
  return reason ? ignored(relativePath, reason) : { relativePath, status: "waiting", reason: null };
}

function ignored(relativePath: string, reason: string): ScannedFile {
  return { relativePath, status: "ignored", reason };
}
