import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { FoundFile } from "./find-files";
import { inGroups, inParallel } from "./in-parallel";
import type { OnDuplicate } from "./on-duplicate";
import { postPicture } from "./post-picture";
import { ServerError, withRetry } from "./retry";
import { dataWithRetry, type Server } from "./server";

/** What became of a file. `here`: the library has these bytes already. */
export type FileReport = {
  path: string;
  sizeBytes: number;
  outcome: "created" | "here" | "held" | "duplicate" | "refused" | "failed";
  imageId?: string;
  /** A sentence, for all but `created`. */
  detail?: string;
};

export type UploadOptions = {
  /** A collection's id or `default`. */
  collection: string;
  detectDuplicates: boolean;
  onDuplicate: OnDuplicate;
  /** Files on their way at once. */
  parallel: number;
  /** Files whose hashes are asked about at once before a byte is sent; 1 when they appear one by one. */
  checkedAtOnce?: number;
};

type Pair = { layer: string; of: string };
type Result = { outcome: string; imageId?: string; pairs?: Pair[]; code?: string; detail?: string; place?: string };

const checkedAtOnce = 100;

/**
 * Sends files that the library does not have yet, several at once, and reports each as it ends.
 * What is here is known by hash, so the same command after a crash of either side goes on where it
 * was. A server that is away is waited for; a file that cannot be read or is refused stops no other.
 * @throws ServerError when nothing can be sent at all (signed out, no such collection)
 */
export async function uploadFiles(
  server: Server,
  files: AsyncIterable<FoundFile>,
  options: UploadOptions,
  report: (file: FileReport) => void,
): Promise<void> {
  await inParallel(listMissing(server, files, options, report), options.parallel, async (file) => {
    report(await sendOne(server, file, options));
  });
}

/** The files that are to be sent; those that are here already are reported, and put into the collection. */
async function* listMissing(
  server: Server,
  files: AsyncIterable<FoundFile>,
  options: UploadOptions,
  report: (file: FileReport) => void,
): AsyncGenerator<FoundFile> {
  for await (const group of inGroups(files, options.checkedAtOnce ?? checkedAtOnce)) {
    if (!options.detectDuplicates) {
      yield* group;
      continue;
    }
    const hashed: { file: FoundFile; sha256: string }[] = [];
    for (const file of group) {
      const sha256 = await hashFile(file.path).catch((error: unknown) => report(toFailure(file, error)));
      if (sha256) hashed.push({ file, sha256 });
    }
    if (hashed.length === 0) continue;
    const known = await findKnown(
      server,
      hashed.map(({ sha256 }) => sha256),
    );
    await addToCollection(
      server,
      options.collection,
      [...known.values()].filter(({ place }) => place === "library").map(({ imageId }) => imageId),
    );
    for (const { file, sha256 } of hashed) {
      const found = known.get(sha256);
      if (found) report({ ...pick(file), outcome: "here", imageId: found.imageId, detail: describeKnown(found) });
      else yield file;
    }
  }
}

type Known = { imageId: string; place: string; originalName: string };

async function findKnown(server: Server, hashes: string[]): Promise<Map<string, Known>> {
  const { known } = await dataWithRetry(() => server.api.POST("/api/v1/uploads/check", { body: { hashes: [...new Set(hashes)] } }));
  return new Map(known.map((one) => [one.sha256, one]));
}

async function addToCollection(server: Server, collectionId: string, imageIds: string[]): Promise<void> {
  if (collectionId === "default" || imageIds.length === 0) return;
  await dataWithRetry(() =>
    server.api.POST("/api/v1/collections/{collectionId}/images", {
      params: { path: { collectionId } },
      body: { imageIds: [...new Set(imageIds)] },
    }),
  );
}

function describeKnown({ place, originalName }: Known): string {
  if (place === "trash") return `is in the trash, as ${originalName}`;
  return place === "held" ? `waits for a decision as a near duplicate, as ${originalName}` : `is here already, as ${originalName}`;
}

/** Lower-case hex SHA-256 of a file, read in a stream. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

const endingCodes = new Set(["unauthenticated", "forbidden", "not-found"]);

async function sendOne(server: Server, file: FoundFile, options: UploadOptions): Promise<FileReport> {
  const query = new URLSearchParams({
    targetCollection: options.collection,
    detectDuplicates: String(options.detectDuplicates),
    onDuplicate: options.onDuplicate,
  });
  try {
    return toReport(file, await withRetry(() => postOne(server, `/api/v1/images?${query}`, file)));
  } catch (error) {
    if (error instanceof Error && "code" in error && endingCodes.has(String(error.code))) throw error;
    return toFailure(file, error);
  }
}

/** What can pass by itself: a part of the server that is just starting again refuses a file inside an answer of 200. */
const passingCodes = new Set(["unavailable", "upload-interrupted", "timeout", "internal", "too-many-requests"]);

async function postOne(server: Server, address: string, file: FoundFile): Promise<Result> {
  const answer = (await postPicture(server, address, file, "files")) as { results?: Result[] };
  const result = answer.results?.[0];
  if (!result) throw new Error("The server said nothing about this file.");
  if (result.outcome === "rejected" && passingCodes.has(result.code ?? ""))
    throw new ServerError(503, result.code ?? "", result.detail ?? "The server could not take it.");
  return result;
}

function toReport(file: FoundFile, result: Result): FileReport {
  const imageId = result.imageId && { imageId: result.imageId };
  if (result.outcome === "created" || result.outcome === "pending") return { ...pick(file), outcome: "created", ...imageId };
  if (result.outcome === "held") return { ...pick(file), outcome: "held", ...imageId, detail: describePairs(result.pairs) };
  if (result.outcome === "duplicate") {
    const isEqual = result.pairs === undefined || result.pairs.some(({ layer }) => layer === "bytes");
    return { ...pick(file), outcome: isEqual ? "here" : "duplicate", ...imageId, detail: describePairs(result.pairs) };
  }
  return { ...pick(file), outcome: "refused", detail: result.detail ?? result.code ?? "The server refused it." };
}

function describePairs(pairs: readonly Pair[] | undefined): string {
  const [first] = pairs ?? [];
  return first ? `repeats ${first.of} (${first.layer})` : "is here already";
}

function toFailure(file: FoundFile, error: unknown): FileReport {
  return { ...pick(file), outcome: "failed", detail: error instanceof Error ? error.message : String(error) };
}

function pick({ path, sizeBytes }: FoundFile) {
  return { path, sizeBytes };
}
