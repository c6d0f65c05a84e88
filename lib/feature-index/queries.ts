import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";

/** Whose index: of a person's library (for duplicates), or of a collection; and of features made how. */
export type IndexKey = { ownerId: string; collectionId: string | null; profile: string };

/** Images numbered from `from` to before `to`, so many of which were there when it was written; their postings are kept under `id`. */
export type Segment = { id: number; from: number; to: number; images: number; features: number; shift: number };

/** An index without its words, which are many bytes. */
export type IndexRow = {
  id: string;
  state: "building" | "serving";
  learnedFrom: number;
  wordBytes: number;
  segments: Segment[];
  version: number;
  progress: IndexProgress;
};

/** Of the index that serves: its successor's words are being learned, so much of it is done; `again`: somebody asked for a successor. Of one that is built: how much of it is. */
export type IndexProgress = { share?: number; again?: true };

const columns = sql`id, state, learned_from as "learnedFrom", length(words) as "wordBytes", segments, version, progress`;
/** The indexes of a library or collection, with features of one profile. */
export const isOf = ({ ownerId, collectionId, profile }: IndexKey): SQL =>
  sql`owner_id = ${ownerId} and collection_id is not distinct from ${collectionId}::uuid and profile = ${profile}`;
const toInts = (numbers: Iterable<number>) => sql`${`{${[...numbers].join(",")}}`}::int[]`;

/** The index that is asked. */
export async function findServing(db: Db, key: IndexKey): Promise<IndexRow | undefined> {
  const [row] = await db.execute<IndexRow>(sql`select ${columns} from feature_indexes where ${isOf(key)} and state = 'serving'`);
  return row;
}

/** The index that serves and the one that is being built. */
export async function listIndexes(db: Db, key: IndexKey): Promise<IndexRow[]> {
  return db.execute<IndexRow>(sql`select ${columns} from feature_indexes where ${isOf(key)} and state <> 'retired'`);
}

/** The words of an index, as `encodeWords` wrote them. */
export async function findWords(db: Db, indexId: string): Promise<Buffer | undefined> {
  const [row] = await db.execute<{ words: Buffer }>(sql`select words from feature_indexes where id = ${indexId}`);
  return row?.words;
}

export type NewIndex = IndexKey & { id: string; state: "building" | "serving"; words: Buffer; learnedFrom: number };

/** Inserts an index unless one of this state is there. */
export async function insertIndex(db: Db, index: NewIndex): Promise<void> {
  await db.execute(sql`
    insert into feature_indexes (id, owner_id, collection_id, profile, state, words, learned_from)
    values (${index.id}, ${index.ownerId}, ${index.collectionId}::uuid, ${index.profile}, ${index.state}, ${index.words}, ${index.learnedFrom})
    on conflict do nothing`);
}

/** `mark` changes whenever the row does. */
export type TailRow = { imageId: string; words: Buffer; mark: string };

/** Images of the tail after an id, in the order of their ids. */
export async function listTail(db: Db, indexId: string, afterId: string | undefined, count: number): Promise<TailRow[]> {
  const after = afterId === undefined ? sql`` : sql`and image_id > ${afterId}`;
  return db.execute<TailRow>(sql`
    select image_id as "imageId", words, xmin::text as mark from indexed_images
    where index_id = ${indexId} and number is null ${after} order by image_id limit ${count}`);
}

/** Which images are in the tail, in the order of their ids. */
export async function listTailMarks(db: Db, indexId: string): Promise<readonly Pick<TailRow, "imageId" | "mark">[]> {
  return db.execute<Pick<TailRow, "imageId" | "mark">>(sql`
    select image_id as "imageId", xmin::text as mark from indexed_images where index_id = ${indexId} and number is null order by image_id`);
}

/** Those of these images that are in the tail. */
export async function findTail(db: Db, indexId: string, imageIds: readonly string[]): Promise<readonly TailRow[]> {
  return db.execute<TailRow>(sql`
    select image_id as "imageId", words, xmin::text as mark from indexed_images
    where index_id = ${indexId} and number is null and image_id = any(${toUuids(imageIds)})`);
}

/** How many images an index has in its tail, and in all. */
export async function countIndexed(db: Db, indexId: string): Promise<{ tail: number; total: number }> {
  const [row] = await db.execute<{ tail: number; total: number }>(sql`
    select (count(*) filter (where number is null))::int as tail, count(*)::int as total from indexed_images where index_id = ${indexId}`);
  return row ?? { tail: 0, total: 0 };
}

/** Which images have these numbers; numbers of images that are gone are left out. */
export async function findNumbered(
  db: Db,
  indexId: string,
  numbers: readonly number[],
): Promise<readonly { imageId: string; number: number }[]> {
  return db.execute<{ imageId: string; number: number }>(sql`
    select image_id as "imageId", number from indexed_images where index_id = ${indexId} and number = any(${toInts(numbers)})`);
}

/** The numbers that still have an image, from `from` to before `to`. */
export async function listNumbers(db: Db, indexId: string, range: { from: number; to: number }): Promise<number[]> {
  const rows = await db.execute<{ number: number }>(sql`
    select number from indexed_images where index_id = ${indexId} and number >= ${range.from} and number < ${range.to}`);
  return rows.map(({ number }) => number);
}

/** How many numbers of a segment still have an image. */
export async function countNumbers(db: Db, indexId: string, { from, to }: Pick<Segment, "from" | "to">): Promise<number> {
  const [row] = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from indexed_images where index_id = ${indexId} and number >= ${from} and number < ${to}`);
  return row?.count ?? 0;
}

/** Gives images of the tail their numbers, in their order; an image that was changed since it was read stays in the tail. */
export async function numberTail(tx: Db, indexId: string, tail: readonly Pick<TailRow, "imageId" | "mark">[], from: number): Promise<void> {
  const marks = `{${tail.map(({ mark }) => mark).join(",")}}`;
  await tx.execute(sql`
    update indexed_images set number = ${from}::int + (n.place - 1)::int, words = null
    from unnest(${toUuids(tail.map(({ imageId }) => imageId))}, ${marks}::text[]) with ordinality as n(image_id, mark, place)
    where indexed_images.index_id = ${indexId} and indexed_images.image_id = n.image_id and indexed_images.xmin::text = n.mark`);
}

/** Inserts images with their numbers; those that are in the index already keep theirs. */
export async function insertNumbered(tx: Db, indexId: string, imageIds: readonly string[], from: number): Promise<void> {
  await tx.execute(sql`
    insert into indexed_images (index_id, image_id, number)
    select ${indexId}::uuid, n.image_id, ${from}::int + (n.place - 1)::int
    from unnest(${toUuids(imageIds)}) with ordinality as n(image_id, place)
    join images i on i.id = n.image_id
    on conflict (index_id, image_id) do nothing`);
}

/** Takes an index for a job, unless another holds it; gives the version to work under. */
export async function claimIndex(db: Db, indexId: string, holdS: number): Promise<number | undefined> {
  const [row] = await db.execute<{ version: number }>(sql`
    update feature_indexes set busy_until = now() + ${holdS} * interval '1 s', version = version + 1
    where id = ${indexId} and (busy_until is null or busy_until < now()) returning version`);
  return row?.version;
}

/** Holds an index on, or (0) gives it back, and says how much of the work is done. False: another has taken it over. */
export async function renewClaim(db: Db, indexId: string, version: number, holdS: number, share?: number): Promise<boolean> {
  const told = share === undefined ? sql`` : sql`, progress = progress || ${JSON.stringify({ share })}::jsonb`;
  const rows = await db.execute(sql`
    update feature_indexes set busy_until = now() + ${holdS} * interval '1 s' ${told}
    where id = ${indexId} and version = ${version} returning id`);
  return rows.length > 0;
}

/** Asks for a successor of the index that serves, made anew from the features. */
export async function askForSuccessor(tx: Db, key: IndexKey): Promise<void> {
  await tx.execute(
    sql`update feature_indexes set progress = progress || '{"again": true}'::jsonb where ${isOf(key)} and state = 'serving'`,
  );
}

/** Nothing is being done about an index any more. */
export async function forgetProgress(db: Db, indexId: string): Promise<void> {
  await db.execute(sql`update feature_indexes set progress = '{}'::jsonb where id = ${indexId}`);
}

/** Exchanges the segments of an index that is held. False: another has taken it over. */
export async function saveSegments(tx: Db, indexId: string, version: number, segments: readonly Segment[]): Promise<boolean> {
  const rows = await tx.execute(sql`
    update feature_indexes set segments = ${JSON.stringify(segments)}::jsonb
    where id = ${indexId} and version = ${version} returning id`);
  return rows.length > 0;
}

/** The images that belong into an index: with features of its profile, of the owner or in the collection's library. */
const belonging = ({ ownerId, collectionId, profile }: IndexKey) =>
  collectionId === null
    ? sql`(select f.image_id from local_features f where f.owner_id = ${ownerId} and f.profile = ${profile})`
    : sql`(select f.image_id from memberships m join images i on i.id = m.image_id and i.place = 'library'
        join local_features f on f.image_id = m.image_id and f.profile = ${profile} where m.collection_id = ${collectionId}::uuid)`;

/** Images that belong into an index and are not in it, at most `count`. */
export async function listMissing(db: Db, key: IndexKey, indexId: string, count: number): Promise<string[]> {
  const rows = await db.execute<{ imageId: string }>(sql`
    select b.image_id as "imageId" from ${belonging(key)} b
    where not exists (select 1 from indexed_images x where x.index_id = ${indexId} and x.image_id = b.image_id) limit ${count}`);
  return rows.map(({ imageId }) => imageId);
}

/** Takes images out of an index that do not belong into it any more. Their postings go when segments are merged. */
export async function deleteStrangers(db: Db, key: IndexKey, indexId: string): Promise<void> {
  await db.execute(sql`
    delete from indexed_images x where x.index_id = ${indexId} and not exists (select 1 from ${belonging(key)} b where b.image_id = x.image_id)`);
}

/** How many images belong into an index. */
export async function countBelonging(db: Db, key: IndexKey): Promise<number> {
  const [row] = await db.execute<{ count: number }>(sql`select count(*)::int as count from ${belonging(key)} b`);
  return row?.count ?? 0;
}

/** Ids of some images that belong into an index, spread evenly over them. */
export async function sampleBelonging(db: Db, key: IndexKey, count: number): Promise<string[]> {
  const rows = await db.execute<{ imageId: string }>(sql`
    select b.image_id as "imageId" from ${belonging(key)} b order by md5(b.image_id::text) limit ${count}`);
  return rows.map(({ imageId }) => imageId);
}

/** Kept features of images, as `encodeFeatures` wrote them. */
export async function findFeatures(
  db: Db,
  profile: string,
  imageIds: readonly string[],
): Promise<readonly { imageId: string; data: Buffer }[]> {
  return db.execute<{ imageId: string; data: Buffer }>(sql`
    select image_id as "imageId", data from local_features where profile = ${profile} and image_id = any(${toUuids(imageIds)})`);
}

/** Takes an index over whoever holds it; gives the version to work under. */
export async function takeOver(db: Db, indexId: string): Promise<number> {
  const [row] = await db.execute<{ version: number }>(sql`
    update feature_indexes set version = version + 1 where id = ${indexId} returning version`);
  return row?.version ?? -1;
}

/** Locks two indexes for the transaction, after everybody who adds images to them. False: one of the two has changed hands. */
export async function lockBoth(tx: Db, a: { id: string; version: number }, b: { id: string; version: number }): Promise<boolean> {
  const isHeld = (index: typeof a) => sql`(id = ${index.id} and version = ${index.version})`;
  const rows = await tx.execute(sql`select id from feature_indexes where ${isHeld(a)} or ${isHeld(b)} order by state for update`);
  return rows.length === 2;
}

/** Makes the built index serve in the place of the one that did. */
export async function exchangeIndexes(tx: Db, oldId: string, builtId: string): Promise<void> {
  await tx.execute(sql`update feature_indexes set state = 'retired' where id = ${oldId}`);
  await tx.execute(sql`update feature_indexes set state = 'serving', busy_until = null, progress = '{}'::jsonb where id = ${builtId}`);
}

/** Indexes of a library or collection whatever their state, also of other profiles. */
export async function listAllIndexes(
  db: Db,
  { ownerId, collectionId }: Omit<IndexKey, "profile">,
): Promise<readonly { id: string; profile: string; state: string; wordBytes: number }[]> {
  return db.execute(sql`
    select id, profile, state, length(words) as "wordBytes" from feature_indexes
    where owner_id = ${ownerId} and collection_id is not distinct from ${collectionId}::uuid`);
}

/** Nobody asks the index any more. */
export async function retireIndex(db: Db, indexId: string): Promise<void> {
  await db.execute(sql`update feature_indexes set state = 'retired', version = version + 1 where id = ${indexId}`);
}

/** Deletes up to `count` images of an index, and gives how many; with none left, the index itself. */
export async function deleteIndexed(db: Db, indexId: string, count: number): Promise<number> {
  const [row] = await db.execute<{ deleted: number }>(sql`
    with gone as (delete from indexed_images where index_id = ${indexId} and image_id = any(array(
      select image_id from indexed_images where index_id = ${indexId} limit ${count})) returning 1)
    select count(*)::int as deleted from gone`);
  return row?.deleted ?? 0;
}

/** Deletes the row of an index. */
export async function deleteIndexRow(db: Db, indexId: string): Promise<void> {
  await db.execute(sql`delete from feature_indexes where id = ${indexId}`);
}

export type TailOf = {
  id: string;
  ownerId: string;
  collectionId: string | null;
  state: string;
  learnedFrom: number;
  segments: Segment[];
  tail: number;
};

/** All indexes with the lengths of their tails, for the worker. */
export async function listTails(db: Db): Promise<readonly TailOf[]> {
  return db.execute<TailOf>(sql`
    select id, owner_id as "ownerId", collection_id as "collectionId", state, learned_from as "learnedFrom", segments,
      (select count(*)::int from indexed_images x where x.index_id = feature_indexes.id and x.number is null) as tail
    from feature_indexes where busy_until is null or busy_until < now()`);
}
