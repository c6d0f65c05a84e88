import type { Actor } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { embedImages } from "../inference/embed-images";
import { embedText } from "../inference/embed-text";
import type { SearchModel } from "../inference/model-store";
import { getSeenImage } from "./get-seen-image";
import { findEmbedding } from "./queries";
import type { TemporaryPictures } from "./temporary-pictures";

/** Something that can be searched for. */
export type Source = { text: string } | { imageId: string } | { url: string } | { file: string };

type Ctx = Pick<Context, "db" | "decoder" | "inference"> & { actor: Actor };

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
  if ("imageId" in source) return findEmbedding(ctx.db, await getSeenImage(ctx, source.imageId), model.id);
  const file = "file" in source ? source.file : await pictures.fetch(source.url);
  const { tensor } = await ctx.decoder.decode({ path: file, want: { tensor: model.tensor } });
  if (!tensor) throw new AppError("undecodable", "No picture comes out of this file.");
  const [vector] = await embedImages(ctx.inference, model, [tensor]);
  return vector;
}
