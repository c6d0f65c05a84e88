import { sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";
import { limits } from "../limits";

const { twinsMax } = limits.duplicates;

/** What tells whether the pixels of an image can be another's, and where they are to be read. */
export type PixelRow = {
  id: string;
  width: number;
  height: number;
  /** SHA-256 of the pixels; empty: they are too many; null: not yet computed. */
  pixelDigest: string | null;
  storageKey: string | null;
  externalPath: string | null;
};

const pixelColumns = sql`i.id, i.width, i.height, h.pixel_digest as "pixelDigest", f.storage_key as "storageKey", f.external_path as "externalPath"`;
const pixelTables = sql`images i join perceptual_hashes h on h.owner_id = i.owner_id and h.image_id = i.id
  join files f on f.image_id = i.id and f.role = 'original'`;

/** Of an animation and of a file of several pages only the first picture is decoded: its pixels are not all of the file's. */
const isStill = sql`i.frames = 1`;

/** Still images with the same number of pixels in each direction as another one, among some; with that one. */
export async function listSameSize(db: Db, scope: Scope, imageId: string, amongIds: readonly string[]): Promise<PixelRow[]> {
  return db.execute<PixelRow>(sql`
    select ${pixelColumns} from images own join ${pixelTables} on i.width = own.width and i.height = own.height
    where own.owner_id = ${scope.ownerId} and own.id = ${imageId} and i.owner_id = ${scope.ownerId} and i.place <> 'trash'
      and ${isStill} and (i.id = ${imageId} or i.id = any(${toUuids(amongIds)}))`);
}

/** Flat still images of the same size and placeholder as a flat one, oldest first; with that one. */
export async function listFlatAlike(db: Db, scope: Scope, imageId: string): Promise<PixelRow[]> {
  return db.execute<PixelRow>(sql`
    select ${pixelColumns} from images own join ${pixelTables} on i.width = own.width and i.height = own.height and i.thumbhash = own.thumbhash
    where own.owner_id = ${scope.ownerId} and own.id = ${imageId} and i.owner_id = ${scope.ownerId} and i.place <> 'trash'
      and ${isStill} and h.hash256 is null
    order by (i.id = ${imageId}) desc, i.id limit ${twinsMax + 1}`);
}

/** Other still images outside the trash whose pixels have this digest, oldest first: flat ones, or those among some. */
export async function listEqualPixels(
  db: Db,
  scope: Scope,
  imageId: string,
  digest: string,
  amongIds: readonly string[] | undefined,
): Promise<string[]> {
  const isAmong = amongIds ? sql`h.image_id = any(${toUuids(amongIds)})` : sql`h.hash256 is null`;
  const rows = await db.execute<{ id: string }>(sql`
    select i.id from perceptual_hashes h join images i on i.id = h.image_id
    where h.owner_id = ${scope.ownerId} and ${isAmong} and h.pixel_digest = ${digest} and i.id <> ${imageId} and ${isStill} and i.place <> 'trash'
    order by i.id limit ${twinsMax}`);
  return rows.map(({ id }) => id);
}

/** Keeps the digest of an image's pixels; empty for too many. */
export async function savePixelDigest(db: Db, scope: Scope, imageId: string, digest: string): Promise<void> {
  await db.execute(sql`
    update perceptual_hashes set pixel_digest = ${digest} where owner_id = ${scope.ownerId} and image_id = ${imageId}`);
}

/** Local features of images outside the trash, as `encodeFeatures` writes them. */
export async function listFeatures(
  db: Db,
  scope: Scope,
  profile: string,
  imageIds: readonly string[],
): Promise<{ imageId: string; data: Buffer }[]> {
  if (imageIds.length === 0) return [];
  return db.execute<{ imageId: string; data: Buffer }>(sql`
    select l.image_id as "imageId", l.data from local_features l join images i on i.id = l.image_id
    where l.owner_id = ${scope.ownerId} and l.profile = ${profile} and l.image_id = any(${toUuids(imageIds)}) and i.place <> 'trash'`);
}
