import type { Context } from "../context/context";
import { loadWords } from "./load-words";
import * as queries from "./queries";
import { countWords } from "./visual-words";

/** How many visual words the index that serves has (0: there is none), and whether another one is being built. */
export async function describeIndex(ctx: Pick<Context, "db">, key: queries.IndexKey): Promise<{ words: number; isLearning: boolean }> {
  const indexes = await queries.listIndexes(ctx.db, key);
  const serving = indexes.find(({ state }) => state === "serving");
  const words = serving && (await loadWords(ctx, serving.id));
  return { words: words ? countWords(words) : 0, isLearning: indexes.some(({ state }) => state === "building") };
}
