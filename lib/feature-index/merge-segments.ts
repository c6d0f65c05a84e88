import { goOn, type Held, sweepPostings, type Work, wordRanges } from "./index-work";
import * as postingQueries from "./posting-queries";
import { addPosting, chooseShift, createPostings, encodePostings, openRun, type Postings } from "./postings";
import * as queries from "./queries";
import { commitSegments, newSegmentId, writeRows } from "./write-segment";

/**
 * A segment is at least so many times as long as all newer ones together, or they are merged: so there
 * are at most log3 of all images by those of one fold, and a posting is written again about as often.
 */
const ratio = 3;
/** When so many of its images are gone, a segment is written anew. */
const goneShareMax = 0.2;

/**
 * Merges segments, newest first, until each is long enough in relation to those after it, and writes
 * those anew that hold many images that are gone. Searches go on: they read the old rows until the new
 * ones count, and begin again if these were deleted under them. Gives whether anything was merged.
 */
export async function mergeSegments(work: Work, held: Held): Promise<boolean> {
  const merged = (await chooseMerge(work, held)) ?? [];
  if (merged.length === 0) return false;
  const [first, last] = [merged[0], merged.at(-1)];
  if (!first || !last) return false;
  const alive = await readAlive(work, held, first.from, last.to);
  const features = merged.reduce((sum, segment) => sum + segment.features, 0);
  const shift = chooseShift(features, held.wordCount);
  const id = newSegmentId();
  let kept = 0;
  for (const range of wordRanges(held.wordCount, [...merged, { shift }])) {
    await goOn(work, held);
    const postings = await readRange(work, held, merged, range, (number) => alive[number - first.from] === 1);
    kept += postings.count;
    await writeRows(work, held, id, encodePostings(postings, shift));
  }
  const images = alive.reduce((sum, one) => sum + one, 0);
  const segment = { id, from: first.from, to: last.to, images, features: kept, shift };
  const segments = held.segments.flatMap((one) => (one === first ? [segment] : merged.includes(one) ? [] : [one]));
  await commitSegments(work, held, segments);
  await sweepPostings(work, held);
  return true;
}

async function chooseMerge(work: Work, { id, segments }: Held): Promise<queries.Segment[] | undefined> {
  let length = 0;
  let place = segments.length;
  for (const [older, segment] of [...segments.entries()].reverse()) {
    if (older < segments.length - 1 && segment.features >= ratio * length) break;
    length += segment.features;
    place = older;
  }
  if (place < segments.length - 1) return segments.slice(place);
  for (const segment of segments) {
    if ((await queries.countNumbers(work.ctx.db, id, segment)) < segment.images * (1 - goneShareMax)) return [segment];
  }
  return undefined;
}

/** [to − from]: 1 where the number still has an image. */
async function readAlive({ ctx }: Work, { id }: Held, from: number, to: number): Promise<Uint8Array> {
  const alive = new Uint8Array(to - from);
  const step = 20_000;
  for (let start = from; start < to; start += step) {
    for (const number of await queries.listNumbers(ctx.db, id, { from: start, to: Math.min(to, start + step) })) alive[number - from] = 1;
  }
  return alive;
}

async function readRange(
  work: Work,
  { id, lanes }: Held,
  segments: readonly queries.Segment[],
  range: { from: number; to: number },
  isAlive: (number: number) => boolean,
): Promise<Postings> {
  const shiftOf = new Map(segments.map((segment) => [segment.id, segment.shift]));
  const rows = await postingQueries.listPostings(work.ctx.db, id, [...shiftOf.keys()], range);
  const opened = rows.map(({ word, segment, entries }) => {
    const shift = shiftOf.get(segment) as number;
    return { word, run: openRun(entries, shift, lanes) };
  });
  const postings = createPostings(
    lanes,
    opened.reduce((sum, { run }) => sum + run.numbers.length, 0),
  );
  for (const { word, run } of opened) {
    for (let inRun = 0; inRun + 1 < run.starts.length; inRun++) {
      const end = run.starts[inRun + 1] as number;
      for (let entry = run.starts[inRun] as number; entry < end; entry++) {
        const number = run.numbers[entry] as number;
        if (isAlive(number)) addPosting(postings, word + inRun, number, run.descriptors, entry);
      }
    }
    await work.breathe();
  }
  return postings;
}
