import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { fetchPublicUrl } from "../images/fetch-public-url";
import { sniffContentType } from "../imaging/sniff";
import { limits } from "../limits";

/** Asks for the file behind an address: `fetchPublicUrl`, or what a test puts in its place. */
export type FetchUrl = typeof fetchPublicUrl;

/** Pictures that are looked at and not kept. */
export type TemporaryPictures = {
  /** Writes a picture into a temporary file under a name. @throws AppError file-too-large, type-not-allowed, storage-full */
  take(name: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** Gets the picture behind an address, and gives its file. @throws AppError as `take` and `fetchPublicUrl` */
  fetch(url: string): Promise<string>;
  /** The file that was taken under a name; without one, the first of all. */
  find(name?: string): string | undefined;
};

/** Enough for every signature that is known. */
const headBytes = 4_096;

/** Lends temporary files to `use`: they are gone when it has ended, however it does. */
export async function withTemporaryPictures<T>(
  ctx: Pick<Context, "storage">,
  use: (pictures: TemporaryPictures) => Promise<T>,
  fetchUrl: FetchUrl = fetchPublicUrl,
): Promise<T> {
  const files: string[] = [];
  const byName = new Map<string, string>();
  const write = async (bytes: AsyncIterable<Uint8Array>) => {
    await ctx.storage.requireSpace(limits.upload.searchPictureBytesMax);
    // `.part`: what a crash leaves behind is swept with the parts of uploads.
    const file = path.join(ctx.storage.incomingDir, `search-${randomUUID()}.part`);
    files.push(file);
    await mkdir(ctx.storage.incomingDir, { recursive: true, mode: 0o700 });
    await pipeline(Readable.from(bounded(bytes)), createWriteStream(file, { mode: 0o600, flags: "wx" })).catch(rethrowFull);
    await requirePicture(file);
    return file;
  };
  try {
    return await use({
      async take(name, bytes) {
        byName.set(name, await write(bytes));
      },
      async fetch(url) {
        const { bytes, close } = await fetchUrl(url, { bytesMax: limits.upload.searchPictureBytesMax });
        try {
          return await write(bytes);
        } finally {
          close();
        }
      },
      find: (name) => (name === undefined ? byName.values().next().value : byName.get(name)),
    });
  } finally {
    for (const file of files) await rm(file, { force: true });
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
