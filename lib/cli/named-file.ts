import { stat } from "node:fs/promises";
import { UsageError } from "./command";

/** The one file that a command is given. @throws UsageError when none or several are named (in the words of `says`), or it is not there */
export async function getNamedFile(words: readonly string[], says: string): Promise<{ path: string; sizeBytes: number }> {
  const [path] = words;
  if (!path || words.length > 1) throw new UsageError(says);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new UsageError(`There is no file ${path}.`);
  return { path, sizeBytes: found.size };
}
