import { randomInt } from "node:crypto";
import type { Db } from "../db/client";
import { goOn, type Held, type Work, WorkEnded } from "./index-work";
import * as postingQueries from "./posting-queries";
import { chooseShift, encodePostings, type PostingRow, type Postings } from "./postings";
import * as queries from "./queries";

/** Rows and bytes of one insert. */
const rowsMax = 256;
const bytesMax = 400_000;

/** A number for a new segment that no other has: rows that a dead job left behind have another one. */
export function newSegmentId(): number {
  return randomInt(1, 2 ** 31 - 1);
}

/** Writes the rows of postings, which count as soon as the segment is saved with `commitSegments`. */
export async function writeRows(work: Work, held: Held, segmentId: number, rows: Iterable<PostingRow>): Promise<void> {
  let waiting: PostingRow[] = [];
  let bytes = 0;
  const flush = async () => {
    if (waiting.length === 0) return;
    await goOn(work, held);
    await postingQueries.insertPostings(work.ctx.db, held.id, segmentId, waiting);
    waiting = [];
    bytes = 0;
  };
  for (const row of rows) {
    waiting.push(row);
    bytes += row.entries.length;
    if (waiting.length >= rowsMax || bytes >= bytesMax) await flush();
    await work.breathe();
  }
  await flush();
}

/**
 * Writes postings of the images `from` to before `to` as a new segment and saves it together with what
 * `alongside` changes.
 * @throws WorkEnded
 */
export async function writeSegment(
  work: Work,
  held: Held,
  postings: Postings,
  numbers: { from: number; to: number },
  alongside: (tx: Db) => Promise<void>,
): Promise<void> {
  const shift = chooseShift(postings.count, held.wordCount);
  const segment = { id: newSegmentId(), ...numbers, images: numbers.to - numbers.from, features: postings.count, shift };
  await writeRows(work, held, segment.id, encodePostings(postings, shift));
  await commitSegments(work, held, [...held.segments, segment], alongside);
}

/** Exchanges the segments of the index, in one transaction with what `alongside` changes. @throws WorkEnded */
export async function commitSegments(
  work: Work,
  held: Held,
  segments: queries.Segment[],
  alongside: (tx: Db) => Promise<void> = async () => {},
): Promise<void> {
  await work.ctx.db.transaction(async (tx) => {
    if (!(await queries.saveSegments(tx, held.id, held.version, segments))) throw new WorkEnded();
    await alongside(tx);
  });
  held.segments = segments;
}

/** The first number that no image has had. */
export function nextNumber({ segments }: Held): number {
  return segments.at(-1)?.to ?? 0;
}
