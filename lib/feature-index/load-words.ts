import type { Context } from "../context/context";
import * as queries from "./queries";
import { decodeWords, type VisualWords } from "./visual-words";

/** Words of indexes that were used last: they never change, so any process may keep a copy. */
const kept = new Map<string, VisualWords>();
/** Most bytes that one process keeps; the words of 100,000 pictures are 4 MB, and as much again laid out for distances. */
const keptBytesMax = 32 * 1_048_576;

/** The visual words of an index; undefined: the index is gone. */
export async function loadWords(ctx: Pick<Context, "db">, indexId: string): Promise<VisualWords | undefined> {
  const known = kept.get(indexId);
  if (known) {
    kept.delete(indexId);
    kept.set(indexId, known);
    return known;
  }
  const bytes = await queries.findWords(ctx.db, indexId);
  if (!bytes) return undefined;
  const words = decodeWords(bytes);
  kept.set(indexId, words);
  let total = 0;
  for (const [id, { words: all }] of [...kept].reverse()) {
    total += 2 * all.byteLength;
    if (total > keptBytesMax && id !== indexId) kept.delete(id);
  }
  return words;
}
