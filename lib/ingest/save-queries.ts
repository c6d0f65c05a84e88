import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { toVectorLiteral } from "../db/columns";
import { deferCommit } from "../db/deferred-commit";
import { images } from "../db/schema/images";
import { areOfHeld, type Entry, insertEntries, selectHeld } from "../feature-index/entry-queries";

export type ImageFacts = Partial<typeof images.$inferInsert>;

export type Found = {
  facts: ImageFacts;
  stepVersions: Record<string, number>;
  /** Null: it has none, being flat. */
  perceptualHash?: { hash256: string } | null;
  /** Without a vector: it has none. */
  embedding?: { modelId: string; vector: Float32Array | undefined };
  /** Local features, and their place in each of the indexes that there are of the owner's library. */
  features?: { profile: string; data: Uint8Array; entries: readonly Entry[] };
};

/** `stale-indexes`: the entries are not of the indexes that there are now; `changed`: see `saveSteps`. */
export type Saved = "saved" | "stale-indexes" | "changed";

/**
 * Writes what steps found, and with which versions they did, in one statement; nothing once the image
 * or its bytes are gone, or it was changed by anybody since `unlessChangedSince`. The indexes of
 * features are held, so that none is exchanged meanwhile.
 */
export async function saveSteps(
  db: Db,
  image: { id: string; ownerId: string; sha256: string },
  { facts, stepVersions, perceptualHash, embedding, features }: Found,
  unlessChangedSince?: bigint,
): Promise<Saved> {
  // Those that were remembered are gone, and their words with them.
  if (features?.entries.length === 0) return "stale-indexes";
  const unchanged = unlessChangedSince === undefined ? undefined : eq(images.changedXid, unlessChangedSince);
  const inIndexes = features && areOfHeld(features.entries);
  const saved = db
    .update(images)
    .set({ ...facts, stepVersions: sql`${images.stepVersions} || ${JSON.stringify(stepVersions)}::jsonb` })
    .where(and(eq(images.id, image.id), eq(images.sha256, image.sha256), unchanged, inIndexes, deferCommit))
    .returning({ id: images.id, ownerId: images.ownerId });
  const parts: SQL[] = [];
  if (features) {
    const indexes = { ownerId: image.ownerId, collectionId: null, profile: features.profile };
    parts.push(sql`held as materialized (${selectHeld(indexes)})`);
  }
  parts.push(sql`saved as ${saved}`);
  if (perceptualHash !== undefined) parts.push(sql`hash as (${saveHash(perceptualHash)})`);
  if (embedding) parts.push(sql`embedding as (${saveEmbedding(embedding)})`);
  if (features) parts.push(sql`features as (${saveFeatures(features)})`, sql`tail as (${insertEntries(features.entries, sql`saved`)})`);
  const [row] = await db.execute<{ isSaved: boolean; isOfIndexes: boolean }>(sql`
    with ${sql.join(parts, sql`, `)}
    select exists (select 1 from saved) as "isSaved", ${inIndexes ?? sql`true`} as "isOfIndexes"`);
  if (row?.isSaved) return "saved";
  return row?.isOfIndexes === false ? "stale-indexes" : "changed";
}

/** With a hash, or without one, a picture is known; what its pixels were has to be looked at again. */
function saveHash(hash: { hash256: string } | null): SQL {
  return sql`
    insert into perceptual_hashes (owner_id, image_id, hash256)
    select owner_id, id, ${hash?.hash256 ?? null}::bit(256) from saved
    on conflict (owner_id, image_id) do update set hash256 = excluded.hash256, pixel_digest = null`;
}

function saveEmbedding({ modelId, vector }: { modelId: string; vector: Float32Array | undefined }): SQL {
  if (!vector) {
    return sql`delete from embeddings e using saved where e.model_id = ${modelId} and e.owner_id = saved.owner_id and e.image_id = saved.id`;
  }
  return sql`
    insert into embeddings (owner_id, model_id, image_id, embedding)
    select owner_id, ${modelId}::text, id, ${toVectorLiteral(vector)}::vector from saved
    on conflict (model_id, owner_id, image_id) do update set embedding = excluded.embedding`;
}

function saveFeatures({ profile, data }: { profile: string; data: Uint8Array }): SQL {
  return sql`
    insert into local_features (image_id, profile, owner_id, data)
    select id, ${profile}, owner_id, ${Buffer.from(data)}::bytea from saved
    on conflict (image_id, profile) do update set data = excluded.data`;
}
