import { sql } from "drizzle-orm";
import type { Db } from "../db/client";

const toInts = (numbers: readonly number[]) => sql`${`{${numbers.join(",")}}`}::int[]`;
const toByteas = (all: readonly Uint8Array[]) =>
  sql`${`{${all.map((bytes) => `"\\\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}"`).join(",")}}`}::bytea[]`;

export type FoundRow = { word: number; segment: number; entries: Buffer };

/** Rows of postings by segment and first word. */
export async function findPostings(
  db: Db,
  indexId: string,
  wanted: readonly { segment: number; word: number }[],
): Promise<readonly FoundRow[]> {
  const words = toInts(wanted.map(({ word }) => word));
  const segments = toInts(wanted.map(({ segment }) => segment));
  return db.execute<FoundRow>(sql`
    select p.word, p.segment, p.entries from unnest(${words}, ${segments}) as w(word, segment)
    join feature_postings p on p.index_id = ${indexId} and p.word = w.word and p.segment = w.segment`);
}

/** All rows of segments whose first word is from `from` to before `to`. */
export async function listPostings(
  db: Db,
  indexId: string,
  segments: readonly number[],
  range: { from: number; to: number },
): Promise<readonly FoundRow[]> {
  return db.execute<FoundRow>(sql`
    select word, segment, entries from feature_postings
    where index_id = ${indexId} and word >= ${range.from} and word < ${range.to} and segment = any(${toInts(segments)})
    order by word, segment`);
}

/** Writes rows of a segment. */
export async function insertPostings(
  db: Db,
  indexId: string,
  segment: number,
  rows: readonly { word: number; entries: Buffer }[],
): Promise<void> {
  await db.execute(sql`
    insert into feature_postings (index_id, word, segment, entries)
    select ${indexId}::uuid, w.word, ${segment}, w.entries
    from unnest(${toInts(rows.map(({ word }) => word))}, ${toByteas(rows.map(({ entries }) => entries))}) as w(word, entries)`);
}

/** Deletes rows of postings whose first word is from `from` to before `to` and that belong to none of these segments. */
export async function deletePostings(
  db: Db,
  indexId: string,
  keptSegments: readonly number[],
  range: { from: number; to: number },
): Promise<void> {
  await db.execute(sql`
    delete from feature_postings
    where index_id = ${indexId} and word >= ${range.from} and word < ${range.to} and not segment = any(${toInts(keptSegments)})`);
}
