import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { computeSha256, findChecksum } from "@/lib/inference/file-checksum";
import type { ManifestModel, ModelFile } from "@/lib/inference/manifest";

export type FetchOptions = {
  /** The model's folder: files land at `<dir>/<file>`. */
  dir: string;
  /** Where checksums are remembered. */
  checksumDir: string;
  /** A folder or base URL laid out `<model id>/<file>`, asked before the public address. */
  mirror?: string | undefined;
  /** Only these files; default: all. */
  roles?: readonly ModelFile["role"][];
  onProgress?: (progress: FetchProgress) => void;
  attemptsMax?: number;
  retryDelayMs?: number;
  /** A connection that gives no byte for this long is given up. */
  stallTimeoutMs?: number;
};

export type FetchProgress = { file: string; receivedBytes: number; totalBytes: number; from: "mirror" | "public" };

/** A file that could not be had; the message is a sentence a person can read, one line for each place asked. */
export class FetchFailed extends Error {}

/** Trying again at the same place cannot help. */
class NotHere extends Error {}

type Source = { from: FetchProgress["from"]; place: string };

/**
 * Fetches the model's files that are not here yet: mirror first, then the public address. What was
 * received before a cut connection is kept as `.part` and continued. A file gets its name only after
 * size and SHA-256 are right. Safe to run again.
 * @throws FetchFailed when a file cannot be had from any place.
 */
export async function fetchModel(model: ManifestModel, options: FetchOptions): Promise<void> {
  for (const file of model.files) {
    if (options.roles && !options.roles.includes(file.role)) continue;
    const target = path.join(options.dir, file.file);
    const present = await findChecksum(target, options.checksumDir);
    if (present?.sha256 === file.sha256 && present.sizeBytes === file.bytes) continue;
    await mkdir(path.dirname(target), { recursive: true });
    await fetchFile(model, file, target, options);
    await findChecksum(target, options.checksumDir);
  }
}

async function fetchFile(model: ManifestModel, file: ModelFile, target: string, options: FetchOptions): Promise<void> {
  const faults: string[] = [];
  for (const source of listSources(model, file, options.mirror)) {
    try {
      await fetchFrom(source, file, target, options);
      return;
    } catch (error) {
      if (isDiskFull(error)) throw new FetchFailed(`The disk is full: ${file.file} needs ${file.bytes} bytes.`);
      faults.push(`${source.place}: ${describeFault(error)}`);
    }
  }
  throw new FetchFailed(`${model.id}/${file.file} could not be fetched:\n  ${faults.join("\n  ")}`);
}

function listSources(model: ManifestModel, file: ModelFile, mirror: string | undefined): Source[] {
  const sources: Source[] = [];
  if (mirror && /^https?:\/\//.test(mirror))
    sources.push({ from: "mirror", place: `${mirror.replace(/\/+$/, "")}/${model.id}/${file.file}` });
  else if (mirror) sources.push({ from: "mirror", place: path.resolve(mirror, model.id, file.file) });
  if (!model.checksOnly) sources.push({ from: "public", place: file.url });
  return sources;
}

async function fetchFrom(source: Source, file: ModelFile, target: string, options: FetchOptions): Promise<void> {
  const attemptsMax = options.attemptsMax ?? 5;
  const part = `${target}.part`;
  for (let attempt = 1; ; attempt++) {
    try {
      const report = (receivedBytes: number) =>
        options.onProgress?.({ file: file.file, receivedBytes, totalBytes: file.bytes, from: source.from });
      if (/^https?:\/\//.test(source.place)) await download(source.place, part, file, options.stallTimeoutMs ?? 30_000, report);
      else await copyFile(source.place, part, file, report);
      await checkPart(part, file);
      await rename(part, target);
      return;
    } catch (error) {
      if (error instanceof NotHere || isDiskFull(error) || isUnreachable(error) || attempt >= attemptsMax) throw error;
      await sleep((options.retryDelayMs ?? 1_000) * 2 ** (attempt - 1));
    }
  }
}

/** Continues after what `part` holds, if the server can; otherwise begins again. */
async function download(
  url: string,
  part: string,
  file: ModelFile,
  stallTimeoutMs: number,
  report: (bytes: number) => void,
): Promise<void> {
  const held = (await stat(part).catch(() => undefined))?.size ?? 0;
  if (held === file.bytes) return;
  const start = held < file.bytes ? held : 0;
  const stalled = new AbortController();
  let timer = setTimeout(() => stalled.abort(), stallTimeoutMs);
  try {
    const response = await fetch(url, { headers: start > 0 ? { range: `bytes=${start}-` } : {}, signal: stalled.signal });
    const offset = response.status === 206 && response.headers.get("content-range")?.startsWith(`bytes ${start}-`) ? start : 0;
    if (!response.ok || !response.body || (response.status === 206 && offset !== start)) {
      await response.body?.cancel();
      if (response.status === 416 || response.ok) await rm(part, { force: true });
      const transient = response.ok || response.status === 416 || response.status === 429 || response.status >= 500;
      throw new (transient ? Error : NotHere)(`the server answered ${response.status}`);
    }
    const source = Readable.fromWeb(response.body as import("node:stream/web").ReadableStream<Uint8Array>);
    await writePart(source, part, offset, file, (bytes) => {
      clearTimeout(timer);
      timer = setTimeout(() => stalled.abort(), stallTimeoutMs);
      report(bytes);
    });
  } finally {
    clearTimeout(timer);
  }
}

async function copyFile(place: string, part: string, file: ModelFile, report: (bytes: number) => void): Promise<void> {
  const found = await stat(place).catch(() => undefined);
  if (!found?.isFile()) throw new NotHere("there is no such file");
  await writePart(createReadStream(place), part, 0, file, report);
}

/** Appends the bytes to `part` after its first `offset` bytes; more bytes than the file has are refused at once. */
async function writePart(source: Readable, part: string, offset: number, file: ModelFile, report: (bytes: number) => void): Promise<void> {
  let received = offset;
  const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      received += chunk.length;
      if (received > file.bytes) throw new NotHere("it has more bytes than the manifest says");
      report(received);
      yield chunk;
    }
  };
  try {
    await pipeline(source, counted, createWriteStream(part, { flags: offset > 0 ? "a" : "w" }));
  } catch (error) {
    if (error instanceof NotHere) await rm(part, { force: true });
    throw error;
  }
  if (received < file.bytes) throw new Error(`the connection ended after ${received} of ${file.bytes} bytes`);
}

async function checkPart(part: string, file: ModelFile): Promise<void> {
  if ((await computeSha256(part)) === file.sha256) return;
  await rm(part, { force: true });
  throw new NotHere("its checksum is not the one of the manifest; it was deleted");
}

function isDiskFull(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === "ENOSPC";
}

/** There is no way to this host now: a start without a network shall not wait for further attempts. */
function isUnreachable(error: unknown): boolean {
  return ["ENOTFOUND", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH", "ECONNREFUSED"].includes(causeOf(error)?.code ?? "");
}

/** Network errors hide their reason in `cause`. */
function causeOf(error: unknown): NodeJS.ErrnoException | undefined {
  return error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
}

function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "AbortError") return "the connection gave no more bytes";
  if (isUnreachable(error)) return `no network, or no way to this host (${causeOf(error)?.code})`;
  return causeOf(error)?.message ?? error.message;
}
