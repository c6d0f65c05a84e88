import type { Db } from "../db/client";
import * as postingQueries from "./posting-queries";
import { type OpenRun, openRun } from "./postings";
import type * as queries from "./queries";

/** Rows of one query: about 400 kB, so that the embedded database is held for some milliseconds only. */
const rowsPerQuery = 256;

/** The postings of some words: by segment (in the order of `IndexRow.segments`), then by first word of the run. */
export type Runs = ReadonlyMap<number, OpenRun>[];

/** Reads the rows that hold these words, of every segment. */
export async function readRuns(db: Db, index: queries.IndexRow, lanes: number, words: Iterable<number>): Promise<Runs> {
  const { segments } = index;
  const runs = segments.map(() => new Map<number, OpenRun>());
  const placeOf = new Map(segments.map(({ id }, place) => [id, place]));
  const all = [...new Set(words)].sort((a, b) => a - b);
  const wanted = segments.flatMap(({ id, shift }) => {
    const firsts = new Set(all.map((word) => (word >>> shift) * 2 ** shift));
    return [...firsts].map((word) => ({ segment: id, word }));
  });
  for (let from = 0; from < wanted.length; from += rowsPerQuery) {
    for (const { word, segment, entries } of await postingQueries.findPostings(db, index.id, wanted.slice(from, from + rowsPerQuery))) {
      const place = placeOf.get(segment) as number;
      const shift = segments[place]?.shift ?? 0;
      runs[place]?.set(word, openRun(entries, shift, lanes));
    }
  }
  return runs;
}
