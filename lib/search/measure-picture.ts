import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Actor } from "../auth/access";
import type { Context } from "../context/context";
import { lendOriginal } from "../images/lend-original";
import { sightOf } from "../images/redact-image";
import type { PerceptualHash } from "../imaging/perceptual-hash";
import { embedImages } from "../inference/embed-images";
import type { SearchModel } from "../inference/model-store";
import { getSeenImage } from "./get-seen-image";
import { toModelTrouble } from "./search-coverage";

/** One side of a comparison: an image that is here, or a file that is not kept. */
export type Side = { imageId: string } | { file: string };

/** What two pictures are compared by. */
export type Measured = {
  width: number;
  height: number;
  hash: PerceptualHash | undefined;
  vector: Float32Array | undefined;
  /** Undefined: the actor may not know. */
  sha256: string | undefined;
  /** Decodes all pixels; undefined beyond what that is done for. */
  digestPixels: () => Promise<string | undefined>;
};

type Ctx = Pick<Context, "db" | "storage" | "decoder" | "inference"> & { actor: Actor };

/**
 * Measures a picture from its file or, of an image, from its original; without a model there is no vector.
 * @throws AppError not-found, undecodable, decode-limit, type-not-allowed, unavailable
 */
export async function measurePicture(ctx: Ctx, model: SearchModel | undefined, side: Side): Promise<Measured> {
  if ("file" in side) return measureFile(ctx, model, (use) => use(side.file), await hashFile(side.file));
  const image = await getSeenImage(ctx, side.imageId);
  const knows = sightOf(ctx.actor, image).originals;
  return measureFile(ctx, model, (use) => lendOriginal(ctx.storage, image, use), knows ? image.sha256 : undefined);
}

type Lend = <T>(use: (path: string) => Promise<T>) => Promise<T>;

async function measureFile(ctx: Ctx, model: SearchModel | undefined, lend: Lend, sha256: string | undefined): Promise<Measured> {
  const want = { perceptualHash: true, ...(model && { tensor: model.tensor }) };
  const { width, height, perceptualHash, tensor } = await lend((path) => ctx.decoder.decode({ path, want }));
  return {
    width,
    height,
    hash: perceptualHash,
    vector: model && tensor ? await embed(ctx, model, tensor) : undefined,
    sha256,
    digestPixels: async () => (await lend((path) => ctx.decoder.decode({ path, want: { pixelDigest: true } }))).pixelDigest,
  };
}

/** A model that is away only costs the cosine similarity. */
async function embed(ctx: Ctx, model: SearchModel, tensor: Float32Array): Promise<Float32Array | undefined> {
  try {
    return (await embedImages(ctx.inference, model, [tensor]))[0];
  } catch (error) {
    toModelTrouble(error);
    return undefined;
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
