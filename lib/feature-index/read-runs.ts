import type { Db } from "../db/client";
import * as postingQueries from "./posting-queries";
import { type OpenRun, openRun } from "./postings";
import type * as queries from "./queries";

/** Rows of one query: about 400 kB, so that the embedded database is held for some milliseconds only. */
const rowsPerQuery = 256;

/** The postings of some words: by segment (in the order of `IndexRow.segments`), then by first word of the run. */
export type Runs = ReadonlyMap<number, OpenRun>[];

/** A row in memory with what belongs to it, beside its entries. */
const rowBytes = 600;
/** Rows that one process keeps: those of some 8,000 pictures. */
const keptBytesMax = 48 * 1_048_576;

/**
 * Rows that were read last, by index, segment and word: neither a segment nor its rows ever change, and pictures of
 * one import ask for much the same words. Undefined: there is no such row. Oldest first.
 */
const kept = new Map<string, OpenRun | undefined>();
let keptBytes = 0;

const bytesOf = (run: OpenRun | undefined) =>
  rowBytes + (run ? run.starts.byteLength + run.numbers.byteLength + run.descriptors.byteLength : 0);

function keep(key: string, run: OpenRun | undefined): void {
  if (kept.has(key)) return;
  kept.set(key, run);
  keptBytes += bytesOf(run);
  for (const [oldest, old] of kept) {
    if (keptBytes <= keptBytesMax) break;
    kept.delete(oldest);
    keptBytes -= bytesOf(old);
  }
}

/** Reads the rows that hold these words, of every segment. */
export async function readRuns(db: Db, index: queries.IndexRow, lanes: number, words: Iterable<number>): Promise<Runs> {
  const { segments } = index;
  const runs = segments.map(() => new Map<number, OpenRun>());
  const placeOf = new Map(segments.map(({ id }, place) => [id, place]));
  const keyOf = (segment: number, word: number) => `${index.id} ${segment} ${word}`;
  const unread: { segment: number; word: number }[] = [];
  const all = [...new Set(words)].sort((a, b) => a - b);
  for (const [place, { id: segment, shift }] of segments.entries()) {
    for (const word of new Set(all.map((each) => (each >>> shift) * 2 ** shift))) {
      const key = keyOf(segment, word);
      const run = kept.get(key);
      if (run) runs[place]?.set(word, run);
      if (!kept.has(key)) unread.push({ segment, word });
      else {
        kept.delete(key);
        kept.set(key, run);
      }
    }
  }
  for (let from = 0; from < unread.length; from += rowsPerQuery) {
    const asked = unread.slice(from, from + rowsPerQuery);
    for (const { word, segment, entries } of await postingQueries.findPostings(db, index.id, asked)) {
      const place = placeOf.get(segment) as number;
      const run = openRun(entries, segments[place]?.shift ?? 0, lanes);
      runs[place]?.set(word, run);
      keep(keyOf(segment, word), run);
    }
    for (const { word, segment } of asked) keep(keyOf(segment, word), undefined);
  }
  return runs;
}
