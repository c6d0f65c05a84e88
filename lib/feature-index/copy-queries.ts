import { sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";

const copyDistanceMax = 30;

/** Pairs among these images whose perceptual hashes are nearly equal, each in both directions. */
export async function findCopies(db: Db, imageIds: readonly string[]): Promise<readonly { imageId: string; copyId: string }[]> {
  return db.execute<{ imageId: string; copyId: string }>(sql`
    with hashes as (select image_id, hash256 from perceptual_hashes where image_id = any(${toUuids(imageIds)}))
    select a.image_id as "imageId", b.image_id as "copyId" from hashes a
    join hashes b on a.image_id <> b.image_id and bit_count(a.hash256 # b.hash256) <= ${copyDistanceMax}`);
}
