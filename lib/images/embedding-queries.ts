import { and, asc, eq, inArray } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { embeddings } from "../db/schema/embeddings";

/** What models made of own images, by the images' ids. */
export async function listEmbeddings(
  db: Db,
  scope: Scope,
  imageIds: readonly string[],
): Promise<Map<string, { model: string; vector: number[] }[]>> {
  const found = new Map<string, { model: string; vector: number[] }[]>();
  if (imageIds.length === 0) return found;
  const rows = await db
    .select({ imageId: embeddings.imageId, model: embeddings.modelId, vector: embeddings.embedding })
    .from(embeddings)
    .where(and(eq(embeddings.ownerId, scope.ownerId), inArray(embeddings.imageId, [...imageIds])))
    .orderBy(asc(embeddings.modelId));
  for (const { imageId, ...each } of rows) found.set(imageId, [...(found.get(imageId) ?? []), each]);
  return found;
}
