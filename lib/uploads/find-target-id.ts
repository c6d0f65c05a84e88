import type { Actor } from "../auth/access";
import { getCollectionFor } from "../collections/get-collection-for";
import type { Context } from "../context/context";
import { AppError } from "../errors";

/**
 * The collection that a file on its way was meant for, or `default`: a collection that was deleted,
 * or is no longer shared with the actor, since the file was announced is no reason to lose a picture.
 */
export async function findTargetId(ctx: Pick<Context, "db">, actor: Actor, collectionId: string | null): Promise<string> {
  if (!collectionId) return "default";
  try {
    return (await getCollectionFor({ ...ctx, actor }, "add", collectionId)).id;
  } catch (error) {
    if (error instanceof AppError && (error.code === "not-found" || error.code === "forbidden")) return "default";
    throw error;
  }
}
