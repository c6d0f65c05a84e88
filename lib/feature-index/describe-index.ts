import type { Context } from "../context/context";
import { loadWords } from "./load-words";
import * as queries from "./queries";
import { countWords } from "./visual-words";

/** Words and pictures count half each: which of the two takes longer depends on how many pictures there are. */
const wordsShare = 0.5;

/**
 * How many visual words the index that serves has (0: there is none), whether another one is asked for,
 * learned or built, and how much of that is done, 0..1; null: none is.
 */
export async function describeIndex(
  ctx: Pick<Context, "db">,
  key: queries.IndexKey,
): Promise<{ words: number; isLearning: boolean; share: number | null }> {
  const indexes = await queries.listIndexes(ctx.db, key);
  const serving = indexes.find(({ state }) => state === "serving");
  const words = serving && (await loadWords(ctx, serving.id));
  const building = indexes.find(({ state }) => state === "building");
  const { share, again } = serving?.progress ?? {};
  const isLearning = building !== undefined || share !== undefined || again === true;
  const done = building ? wordsShare + (1 - wordsShare) * (building.progress.share ?? 0) : wordsShare * (share ?? 0);
  return { words: words ? countWords(words) : 0, isLearning, share: isLearning ? Math.min(1, done) : null };
}
