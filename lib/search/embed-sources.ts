import type { Actor } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { withOriginalPath } from "../images/kept-picture";
import { embedImages } from "../inference/embed-images";
import { embedText } from "../inference/embed-text";
import type { SearchModel } from "../inference/model-store";
import { getSeenImage } from "./get-seen-image";
import { findEmbedding } from "./queries";
import type { Region } from "./schema";
import type { TemporaryPictures } from "./temporary-pictures";

/** Something that can be searched for; of a picture perhaps only a part. */
export type Source = { text: string } | (({ imageId: string } | { url: string } | { file: string }) & { region?: Region | undefined });

type Ctx = Pick<Context, "db" | "storage" | "decoder" | "inference"> & { actor: Actor };

/**
 * The unit embedding of a source; undefined when it has none: the model knows no word of the text,
 * or sees nothing in the picture, or the image's embedding waits.
 * @throws AppError not-found for an image; what `TemporaryPictures.fetch` and the decoder throw; model-missing, unavailable, timeout
 */
export async function embedSource(
  ctx: Ctx,
  model: SearchModel,
  source: Source,
  pictures: TemporaryPictures,
): Promise<Float32Array | undefined> {
  if ("text" in source) return embedText(ctx.inference, model, source.text);
  if ("imageId" in source) return embedImage(ctx, model, source);
  return embedFile(ctx, model, "file" in source ? source.file : await pictures.fetch(source.url), source.region);
}

/**
 * The stored embedding of an image that the actor may see, or one made of a part of its original.
 * @throws AppError not-found; with a region also what the decoder throws, model-missing, unavailable, timeout
 */
export async function embedImage(
  ctx: Ctx,
  model: SearchModel,
  { imageId, region }: { imageId: string; region?: Region | undefined },
): Promise<Float32Array | undefined> {
  const image = await getSeenImage(ctx, imageId);
  if (!region) return findEmbedding(ctx.db, image, model.id);
  return withOriginalPath(ctx, image, (path) => embedFile(ctx, model, path, region));
}

async function embedFile(ctx: Ctx, model: SearchModel, path: string, region: Region | undefined): Promise<Float32Array | undefined> {
  const { tensor } = await ctx.decoder.decode({ path, want: { tensor: model.tensor, region } });
  if (!tensor) throw new AppError("undecodable", "No picture comes out of this file.");
  const [vector] = await embedImages(ctx.inference, model, [tensor]);
  return vector;
}
