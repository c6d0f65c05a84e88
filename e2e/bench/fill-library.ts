import type postgres from "postgres";
import { v7 as uuidv7 } from "uuid";
import { toVectorLiteral } from "@/lib/db/columns";
import { buildSearchWords } from "@/lib/images/search-words";
import type { SearchModel } from "@/lib/inference/model-store";
import { embeddingStep, stepVersions } from "@/lib/ingest/ingest-image";
import { seededRandom } from "../fixtures/seeded-random";

const rowsPerInsert = 500;

/**
 * Adds rows of processed images with unit embeddings until a person has `size` of them: seeded ones in
 * all directions, or what `draw` gives. They have no files: enough for search, timeline and counts at a size.
 */
export async function fillLibrary(
  sql: postgres.Sql,
  ownerId: string,
  size: number,
  model?: Pick<SearchModel, "id" | "dimension">,
  draw?: () => Float32Array,
): Promise<void> {
  const [{ count = 0 } = {}] = await sql<
    { count: number }[]
  >`select count(*)::int as count from images where owner_id = ${ownerId} and place = 'library'`;
  const [home] = await sql<{ id: string }[]>`select id from collections where owner_id = ${ownerId} and is_default`;
  const random = seededRandom(count + 1);
  for (let start = count; start < size; start += rowsPerInsert) {
    const ids = Array.from({ length: Math.min(rowsPerInsert, size - start) }, () => uuidv7());
    const rows = ids.map((id, index) => imageRow(id, { ownerId, collectionId: home?.id ?? "", modelId: model?.id }, start + index, random));
    await sql`insert into images ${sql(rows)}`;
    if (!model) continue;
    const vectors = ids.map((id) => ({
      owner_id: ownerId,
      model_id: model.id,
      image_id: id,
      embedding: draw ? toVectorLiteral(draw()) : unitVector(model.dimension, random),
    }));
    await sql`insert into embeddings ${sql(vectors)}`;
  }
  await sql`analyze images`;
  await sql`analyze embeddings`;
}

/** All steps stand as done and words as weighed, so that no worker writes them again while something is measured. */
function imageRow(
  id: string,
  owner: { ownerId: string; collectionId: string; modelId?: string | undefined },
  index: number,
  random: () => number,
) {
  const { ownerId, collectionId, modelId } = owner;
  const originalName = `picture-${index}.jpg`;
  const portrait = random() < 0.3;
  const taken = new Date(Date.UTC(2026, 9, 1) - index * 47 * 60_000);
  return {
    id,
    owner_id: ownerId,
    home_collection_id: collectionId,
    original_name: originalName,
    status: "processed",
    sha256: id.replaceAll("-", "").padEnd(64, "0"),
    size_bytes: 250_000,
    content_type: "image/jpeg",
    width: portrait ? 480 : 640,
    height: portrait ? 640 : Math.round(360 + random() * 120),
    thumbhash: Buffer.from(Array.from({ length: 24 }, () => Math.floor(random() * 256))),
    taken_local: taken.toISOString().slice(0, 19),
    taken_source: "exif",
    favourite: random() < 0.01,
    rating: Math.floor(random() * 6),
    search_words: buildSearchWords({ originalName }),
    step_versions: JSON.stringify({ ...stepVersions, ...(modelId && { [embeddingStep(modelId)]: stepVersions.embedding }) }),
  };
}

function unitVector(dimension: number, random: () => number): string {
  const values = Array.from({ length: dimension }, () => random() - 0.5);
  const norm = Math.hypot(...values);
  return `[${values.map((value) => (value / norm).toFixed(6)).join(",")}]`;
}
