import { type SQL, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";
import { buildSearchWords, readPlaces } from "../images/search-words";
import { type Knowledge, type Merge, readMerges } from "./merge-knowledge";

type KnowledgeRow = {
  id: string;
  originalName: string;
  title: string | null;
  description: string | null;
  tags: string[];
  exif: Record<string, unknown> | null;
  rating: number | null;
  favourite: boolean;
  latitude: number | null;
  longitude: number | null;
  altitudeM: number | null;
  takenLocal: string;
  takenOffsetMin: number | null;
  takenUtc: string | null;
  takenSource: Knowledge["taken"]["source"];
  metadata: Record<string, unknown>;
  takenOver: unknown;
  collectionIds: string[];
};

/** An image with what is known of it, and what it took over before. */
export type KnownImage = Knowledge & { id: string; originalName: string; hasExif: boolean; places: string[]; merges: Merge[] };

/** What is known of own images, by id; the caller has locked those that it will change. */
export async function listKnowledge(tx: Db, scope: Scope, imageIds: readonly string[]): Promise<Map<string, KnownImage>> {
  const rows = await tx.execute<KnowledgeRow>(sql`
    select i.id, i.original_name as "originalName", i.title, i.description, i.tags, i.exif, i.rating, i.favourite,
      i.latitude, i.longitude, i.altitude_m as "altitudeM",
      to_char(i.taken_local, 'YYYY-MM-DD"T"HH24:MI:SS.US') as "takenLocal", i.taken_offset_min as "takenOffsetMin",
      to_char(i.taken_utc at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "takenUtc", i.taken_source as "takenSource", i.metadata, i.taken_over as "takenOver",
      array(select m.collection_id::text from memberships m where m.image_id = i.id order by m.added_at, m.collection_id) as "collectionIds"
    from images i where i.owner_id = ${scope.ownerId} and i.id = any(${toUuids(imageIds)})`);
  return new Map(rows.map((row) => [row.id, toKnown(row)]));
}

/** Which of these images took something over. */
export async function listMergedIds(tx: Db, scope: Scope, imageIds: readonly string[]): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select id from images where owner_id = ${scope.ownerId} and id = any(${toUuids(imageIds)}) and taken_over is not null order by id`);
  return rows.map(({ id }) => id);
}

function toKnown({ exif, ...row }: KnowledgeRow): KnownImage {
  const keywords = Array.isArray(exif?.keywords) ? exif.keywords.map((word) => String(word).trim()) : [];
  const { latitude, longitude, altitudeM } = row;
  return {
    id: row.id,
    originalName: row.originalName,
    hasExif: exif !== null,
    places: readPlaces(exif),
    title: row.title,
    description: row.description,
    tags: row.tags,
    fileTags: keywords,
    fileDescription: typeof exif?.description === "string" ? exif.description : null,
    rating: row.rating,
    favourite: row.favourite,
    position: latitude === null || longitude === null ? null : { latitude, longitude, altitudeM },
    hidesPosition: latitude === null && typeof exif?.latitude === "number",
    taken: { local: row.takenLocal, offsetMin: row.takenOffsetMin, utc: row.takenUtc, source: row.takenSource },
    metadata: row.metadata,
    collectionIds: row.collectionIds,
    merges: readMerges(row.takenOver),
  };
}

/** Writes what an image knows after it took something over, or gave it back, with the merges that can still be undone. */
export async function saveKnowledge(tx: Db, scope: Scope, before: KnownImage, after: Knowledge, merges: readonly Merge[]): Promise<void> {
  const searchWords = buildSearchWords({ ...after, originalName: before.originalName, places: before.places });
  const takenOver = merges.length > 0 ? JSON.stringify({ merges }) : null;
  const { position, taken } = after;
  await tx.execute(sql`
    update images set title = ${after.title}, description = ${after.description},
      tags = array(select jsonb_array_elements_text(${JSON.stringify(after.tags)}::text::jsonb)),
      rating = ${after.rating}::int, favourite = ${after.favourite},
      latitude = ${position?.latitude ?? null}::double precision, longitude = ${position?.longitude ?? null}::double precision,
      altitude_m = ${position?.altitudeM ?? null}::double precision,
      taken_local = ${taken.local}::timestamp, taken_offset_min = ${taken.offsetMin}::int, taken_utc = ${taken.utc}::timestamptz,
      taken_source = ${taken.source}, metadata = ${JSON.stringify(after.metadata)}::text::jsonb, search_words = ${searchWords}, taken_over = ${takenOver}::text::jsonb
      ${assignFileWords(before, after)}
    where owner_id = ${scope.ownerId} and id = ${before.id}`);
  await changeMemberships(tx, before, after);
}

/** Who may add, see [Note: Standings]. */
const contributorRank = 2;

/**
 * Which of these collections a person may add to: their own, and others' as contributor or editor, which nobody
 * takes from them until the transaction ends. One that is being changed in this moment counts as one where they may not:
 * whoever changes it may wait for the pictures that are locked here.
 */
export async function listAddable(tx: Db, scope: Scope, collectionIds: readonly string[]): Promise<Set<string>> {
  if (collectionIds.length === 0) return new Set();
  const own = await tx.execute<{ id: string }>(sql`
    select id from collections where owner_id = ${scope.ownerId} and id = any(${toUuids(collectionIds)})`);
  const addable = new Set(own.map(({ id }) => id));
  const others = collectionIds.filter((id) => !addable.has(id));
  if (others.length === 0) return addable;
  const held = await tx.execute<{ id: string }>(sql`
    select id from collections where id = any(${toUuids(others)}) order by id for share skip locked`);
  const open = await tx.execute<{ id: string }>(sql`
    select collection_id as id from collection_access
    where user_id = ${scope.ownerId} and rank >= ${contributorRank} and collection_id = any(${toUuids(held.map(({ id }) => id))})`);
  for (const { id } of open) addable.add(id);
  return addable;
}

/** Words that came with another's file are hidden as those of its own are: they stand with them in `exif`. */
function assignFileWords(before: KnownImage, after: Knowledge): SQL {
  if (!before.hasExif) return sql``;
  const words = { keywords: after.fileTags.length > 0 ? after.fileTags : null, description: after.fileDescription };
  return sql`, exif = jsonb_strip_nulls(exif || ${JSON.stringify(words)}::text::jsonb)`;
}

async function changeMemberships(tx: Db, before: KnownImage, after: Knowledge): Promise<void> {
  const added = after.collectionIds.filter((id) => !before.collectionIds.includes(id));
  const removed = before.collectionIds.filter((id) => !after.collectionIds.includes(id));
  if (added.length > 0)
    await tx.execute(sql`
      insert into memberships (collection_id, image_id)
      select id, ${before.id}::uuid from unnest(${toUuids(added)}) as id on conflict do nothing`);
  if (removed.length > 0)
    await tx.execute(sql`delete from memberships where image_id = ${before.id} and collection_id = any(${toUuids(removed)})`);
}
