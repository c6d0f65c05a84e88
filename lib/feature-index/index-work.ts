import type { Context } from "../context/context";
import * as postingQueries from "./posting-queries";
import type { IndexKey } from "./queries";
import * as queries from "./queries";

/** One job at work on the indexes of a library or collection. */
export type Work = {
  ctx: Pick<Context, "db" | "log">;
  key: IndexKey;
  /** The worker stops: what is done is kept, the rest is for the next job. */
  signal: AbortSignal;
  breathe: () => Promise<void>;
};

/** An index that this job holds, as it was read last. `beside`: the one that serves while this one is built, held with it. */
export type Held = Claim & { lanes: number; wordCount: number; segments: queries.Segment[]; beside?: Claim };
/** `share`: how much of what is done to it is done, 0..1, to be told when the claim is renewed. */
type Claim = { id: string; version: number; renewedAt?: number; share?: number };

/** A job is taken to be dead when it has not said for so long that it works. */
export const holdS = 120;

/** The job works no more: it stops, or another has taken its index over. */
export class WorkEnded extends Error {}

/** A claim is renewed no more often: what another job has taken over is found out at the latest when segments are saved. */
const renewEveryMs = 2_000;

/** Holds the index on, and the one beside it. @throws WorkEnded */
export async function goOn({ ctx, signal }: Work, held: Claim & { beside?: Claim }): Promise<void> {
  if (signal.aborted) throw new WorkEnded();
  for (const claim of held.beside ? [held, held.beside] : [held]) {
    const now = performance.now();
    if (claim.renewedAt !== undefined && now - claim.renewedAt < renewEveryMs) continue;
    if (!(await queries.renewClaim(ctx.db, claim.id, claim.version, holdS, claim.share))) throw new WorkEnded();
    claim.renewedAt = now;
  }
}

/** Runs of words, so that about `rowsPerRange` rows of postings begin in each, by whole runs of every segment. */
export function* wordRanges(
  wordCount: number,
  segments: readonly Pick<queries.Segment, "shift">[],
): Generator<{ from: number; to: number }> {
  const rows = segments.reduce((sum, { shift }) => sum + wordCount / 2 ** shift, 0);
  const longest = 2 ** Math.max(0, ...segments.map(({ shift }) => shift));
  const step = Math.max(1, Math.ceil((wordCount * rowsPerRange) / Math.max(1, rows) / longest)) * longest;
  for (let from = 0; from < wordCount; from += step) yield { from, to: from + step };
}

/** About 800 kB. */
const rowsPerRange = 512;

/** Deletes the postings of segments that are none of the index any more. */
export async function sweepPostings(work: Work, held: Held): Promise<void> {
  const kept = held.segments.map(({ id }) => id);
  for (const range of wordRanges(held.wordCount, held.segments)) {
    await goOn(work, held);
    await postingQueries.deletePostings(work.ctx.db, held.id, kept, range);
  }
}
