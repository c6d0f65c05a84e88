import type { ParsedInputOf } from "../api/operation";
import { type Actor, authorize, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import type { ServedBytes } from "./get-original";
import { findThumbnailState } from "./queries";
import type { getThumbnail as operation } from "./schema";
import { thumbnailKey } from "./thumbnail-key";

/**
 * Finds the stored thumbnail for a size: the small one when it is large enough, else the large one
 * (also for sizes above it). The tag changes whenever a step made the derived files anew.
 * @throws AppError not-found, also while the thumbnail is not made yet
 */
export async function getThumbnail(
  ctx: Pick<Context, "db" | "storage"> & { actor: Actor },
  input: ParsedInputOf<typeof operation>,
): Promise<ServedBytes> {
  const image = authorize(ctx.actor, "view", await findThumbnailState(ctx.db, scopeOf(ctx.actor), input.imageId));
  const name = input.size === "small" || (input.size !== "large" && input.size <= limits.thumbnail.smallPx) ? "small" : "large";
  const versions = Object.entries(image.stepVersions).sort(([a], [b]) => a.localeCompare(b));
  return {
    contentType: "image/jpeg",
    tag: `${image.id}-${name}-${versions.map((entry) => entry.join("")).join("-")}`,
    open: (range) => openThumbnail(ctx, thumbnailKey(image.id, name), range),
  };
}

async function openThumbnail(ctx: Pick<Context, "storage">, key: string, range: Parameters<ServedBytes["open"]>[0]) {
  try {
    return await ctx.storage.read(key, range);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "not-found")) throw error;
    throw new AppError("not-found", "This picture has no thumbnail yet.", { cause: error });
  }
}
