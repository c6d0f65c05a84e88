import type { OutputOf } from "../api/operation";
import type { Actor } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { leastDistances, packBits, toHashQuery } from "../imaging/turned-hashes";
import { findSearchModel } from "../inference/model-store";
import { cosineSimilarity } from "../vision/vector";
import { type Measured, measurePicture, type Side } from "./measure-picture";
import type { Comparison, comparePictures as operation } from "./schema";
import type { TemporaryPictures } from "./temporary-pictures";

type Ctx = Pick<Context, "db" | "config" | "storage" | "decoder" | "inference"> & { actor: Actor };

/**
 * Says how alike two pictures are; each is an image that the actor may see, an address, or the file
 * that was taken as `a` or `b`. Nothing is kept.
 * @throws AppError invalid-input when a side is missing; not-found; type-not-allowed, undecodable, decode-limit, storage-full; address-not-allowed, fetch-failed
 */
export async function comparePictures(ctx: Ctx, { a, b }: Comparison, pictures: TemporaryPictures): Promise<OutputOf<typeof operation>> {
  const found = await findSearchModel(ctx.config);
  const model = found.status === "ready" ? found.model : undefined;
  const first = await measurePicture(ctx, model, await toSide(a, "a", pictures));
  const second = await measurePicture(ctx, model, await toSide(b, "b", pictures));
  const sameBytes = first.sha256 === undefined || second.sha256 === undefined ? null : first.sha256 === second.sha256;
  return {
    cosineSimilarity: first.vector && second.vector ? cosineSimilarity(first.vector, second.vector) : null,
    ...hammingDistances(first.hash?.hash256, second.hash?.hash256),
    sameBytes,
    samePixels: sameBytes === null ? null : sameBytes || (await haveSamePixels(first, second)),
    a: { width: first.width, height: first.height },
    b: { width: second.width, height: second.height },
  };
}

async function toSide(side: Comparison["a"], name: "a" | "b", pictures: TemporaryPictures): Promise<Side> {
  const file = pictures.find(name);
  if (file !== undefined && side === undefined) return { file };
  if (side?.imageId !== undefined && file === undefined) return { imageId: side.imageId };
  if (side?.url !== undefined && file === undefined) return { file: await pictures.fetch(side.url) };
  const fault = side ? `${name}: Name one picture.` : `${name}: Name an imageId or a url, or send a file.`;
  throw new AppError("invalid-input", fault);
}

/** Null when the pictures are too large to be looked at pixel by pixel. */
async function haveSamePixels(a: Measured, b: Measured): Promise<boolean | null> {
  if (a.width !== b.width || a.height !== b.height) return false;
  const [first, second] = [await a.digestPixels(), await b.digestPixels()];
  return first === undefined || second === undefined ? null : first === second;
}

/** The least of the eight turns and mirrors, as duplicates are looked for. */
function hammingDistances(
  a: string | undefined,
  b: string | undefined,
): Pick<OutputOf<typeof operation>, "hammingDistance" | "hammingDistance256"> {
  if (a === undefined || b === undefined) return { hammingDistance: null, hammingDistance256: null };
  const { distance64, distance256 } = leastDistances(toHashQuery(packBits(a), 0), packBits(b), 0);
  return { hammingDistance: distance64, hammingDistance256: distance256 };
}
