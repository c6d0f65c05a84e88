import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { sniffContentType } from "../imaging/sniff";
import { embedImages } from "../inference/embed-images";
import { findSearchModel, type SearchModel } from "../inference/model-store";
import { limits } from "../limits";
import { findNeighbors } from "./find-neighbors";
import type { SearchResult } from "./schema";
import { countCovered, type ModelTrouble, toCoverage, toModelTrouble } from "./search-coverage";
import { toMeaningHits } from "./to-hits";

type Ctx = Pick<Context, "db" | "clock" | "config" | "storage" | "decoder" | "inference"> & { actor: Actor };

/** Enough for every signature that is known. */
const headBytes = 4_096;

/**
 * Finds images of the library that look like a picture which is not kept: its bytes lie in a
 * temporary file only until they are decoded.
 * @throws AppError file-too-large, type-not-allowed, undecodable, decode-limit, storage-full
 */
export async function searchByPicture(ctx: Ctx, input: { picture: AsyncIterable<Uint8Array>; limit?: number }): Promise<SearchResult> {
  const scope = scopeOf(ctx.actor);
  const found = await findSearchModel(ctx.config);
  const counts = await countCovered(ctx, scope, found);
  if (found.status === "missing") return { hits: [], coverage: toCoverage(found, counts) };
  const { model } = found;
  const { vector, trouble } = await withTemporaryFile(ctx, input.picture, (file) => embedPicture(ctx, model, file));
  const coverage = toCoverage(found, counts, trouble);
  if (!vector) return { hits: [], coverage };
  const neighbors = await findNeighbors(ctx, scope, { ...counts, modelId: model.id, vector, limit: input.limit ?? 100 });
  return { hits: await toMeaningHits(ctx, scope, neighbors), coverage };
}

async function embedPicture(
  ctx: Ctx,
  model: SearchModel,
  file: string,
): Promise<{ vector?: Float32Array | undefined; trouble?: ModelTrouble }> {
  const { tensor } = await ctx.decoder.decode({ path: file, want: { tensor: model.tensor } });
  if (!tensor) throw new AppError("undecodable", "No picture comes out of this file.");
  try {
    const [vector] = await embedImages(ctx.inference, model, [tensor]);
    return { vector };
  } catch (error) {
    return { trouble: toModelTrouble(error) };
  }
}

async function withTemporaryFile<T>(ctx: Ctx, picture: AsyncIterable<Uint8Array>, use: (file: string) => Promise<T>): Promise<T> {
  await ctx.storage.requireSpace(limits.upload.searchPictureBytesMax);
  // `.part`: what a crash leaves behind is swept with the parts of uploads.
  const file = path.join(ctx.storage.incomingDir, `search-${randomUUID()}.part`);
  try {
    await mkdir(ctx.storage.incomingDir, { recursive: true, mode: 0o700 });
    await pipeline(Readable.from(bounded(picture)), createWriteStream(file, { mode: 0o600, flags: "wx" })).catch(rethrowFull);
    await requirePicture(file);
    return await use(file);
  } finally {
    await rm(file, { force: true });
  }
}

async function* bounded(picture: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  for await (const chunk of picture) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > limits.upload.searchPictureBytesMax)
      throw new AppError(
        "file-too-large",
        `A picture to search with may have at most ${limits.upload.searchPictureBytesMax / 1_048_576} MB.`,
      );
    yield chunk;
  }
}

function rethrowFull(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw new AppError("storage-full", "The disk is full.", { cause: error });
  throw error;
}

async function requirePicture(file: string): Promise<void> {
  const handle = await open(file, "r");
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    if (!sniffContentType(buffer.subarray(0, bytesRead)))
      throw new AppError("type-not-allowed", "This is no picture of a format that Magpie reads.");
  } finally {
    await handle.close();
  }
}
