import type { Held, Work } from "./index-work";
import { addPosting, createPostings, decodeIndexedWords } from "./postings";
import * as queries from "./queries";
import { nextNumber, writeSegment } from "./write-segment";

/** Images that are folded at once. */
const foldedMax = 1_024;
const readStep = 128;

/**
 * Moves images of the tail into a new segment of postings; gives how many. They are found all the
 * while. An image that is changed meanwhile stays in the tail. Segments grow few again by `mergeSegments`.
 */
export async function foldTail(work: Work, held: Held): Promise<number> {
  const { db } = work.ctx;
  const tail: queries.TailRow[] = [];
  while (tail.length < foldedMax) {
    const rows = await queries.listTail(db, held.id, tail.at(-1)?.imageId, readStep);
    tail.push(...rows);
    if (rows.length < readStep) break;
  }
  if (tail.length === 0) return 0;
  const entries = tail.reduce((sum, { words }) => sum + words.length / (4 * (1 + held.lanes)), 0);
  const postings = createPostings(held.lanes, entries);
  const from = nextNumber(held);
  for (const [place, { words: bytes }] of tail.entries()) {
    const { words, descriptors } = decodeIndexedWords(bytes, held.lanes);
    for (let i = 0; i < words.length; i++) addPosting(postings, words[i] as number, from + place, descriptors, i);
    await work.breathe();
  }
  await writeSegment(work, held, postings, { from, to: from + tail.length }, (tx) => queries.numberTail(tx, held.id, tail, from));
  return tail.length;
}
