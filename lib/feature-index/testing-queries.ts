import { sql } from "drizzle-orm";
import type { Db } from "../db/client";

/** Inserts images of a library with nothing but features. */
export async function insertTestImages(
  db: Db,
  { userId, collectionId }: { userId: string; collectionId: string },
  profile: string,
  rows: readonly { id: string; data: Buffer }[],
): Promise<void> {
  const ids = `{${rows.map(({ id }) => id).join(",")}}`;
  const datas = `{${rows.map(({ data }) => `"\\\\x${data.toString("hex")}"`).join(",")}}`;
  await db.execute(sql`
    insert into images (id, owner_id, home_collection_id, original_name, status, sha256, size_bytes, content_type, taken_local, taken_source)
    select id, ${userId}::uuid, ${collectionId}::uuid, 'picture.png', 'processed', md5(id::text), 1, 'image/png', '2024-05-01', 'added'
    from unnest(${ids}::uuid[]) as id`);
  await db.execute(
    sql`insert into memberships (collection_id, image_id) select ${collectionId}::uuid, id from unnest(${ids}::uuid[]) as id`,
  );
  await db.execute(sql`
    insert into local_features (image_id, profile, owner_id, data)
    select id, ${profile}, ${userId}::uuid, data from unnest(${ids}::uuid[], ${datas}::bytea[]) as r(id, data)`);
}
