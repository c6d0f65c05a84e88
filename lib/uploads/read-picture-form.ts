import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { setImmediate } from "node:timers/promises";
import busboy from "busboy";
import { AppError } from "../errors";
import { cleanFileName } from "./clean-file-name";
import { connectionIdleMs, withIdleLimit } from "./idle-limit";
import type { IncomingPicture } from "./receive-pictures";

type Bounds = { filesMax: number; fileBytesMax: number; idleMs?: number };
type FormFile = { stream: Readable; name: string; lastModifiedMs: number | undefined };

/**
 * The files of a multipart/form-data request as they arrive, whatever their fields are called. The
 * body is read only as far as somebody wants its bytes, so a slow reader slows the sender, and no
 * file is ever whole in memory. What a reader leaves of a file is read and dropped. A file more
 * than `filesMax` fails when it is read; those after it are dropped.
 * @throws AppError invalid-input when the body is no form, or holds no file; file-too-large when all
 *   of it is larger than its files may be; upload-interrupted when it ends early or goes quiet
 */
export async function* readPictureForm(request: Request, bounds: Bounds): AsyncGenerator<IncomingPicture> {
  const form = openForm(request, bounds);
  try {
    let count = 0;
    for (let file = await form.nextFile(); file; file = await form.nextFile()) {
      count++;
      const { stream, name, lastModifiedMs } = file;
      const bytes = count > bounds.filesMax ? tooMany(bounds.filesMax) : readFile(form, stream);
      yield { fileName: cleanFileName(name), ...(lastModifiedMs !== undefined && { lastModifiedMs }), bytes };
      while (await form.nextChunk(stream));
    }
    if (count === 0) throw new AppError("invalid-input", "The form holds no file.");
  } finally {
    form.drop();
  }
}

async function* readFile(form: Form, stream: Readable): AsyncGenerator<Uint8Array> {
  for (let chunk = await form.nextChunk(stream); chunk; chunk = await form.nextChunk(stream)) yield chunk;
}

// biome-ignore lint/correctness/useYield: it only ever throws, when it is read
async function* tooMany(filesMax: number): AsyncGenerator<Uint8Array> {
  throw new AppError("invalid-input", `A request takes ${filesMax} files; this one and those after it were left out.`);
}

type Form = {
  nextFile(): Promise<FormFile | undefined>;
  nextChunk(stream: Readable): Promise<Uint8Array | undefined>;
  /** Lets the rest of the body go by, so that a client that only reads once it has sent everything sees the answer. */
  drop(): void;
};

function openForm(request: Request, { filesMax, fileBytesMax, idleMs = connectionIdleMs }: Bounds): Form {
  const parser = createParser(request, filesMax);
  const body = Readable.fromWeb(request.body as ReadableStream<Uint8Array>);
  const chunks = withIdleLimit(body, idleMs);
  const waiting: FormFile[] = [];
  const state: { ended: boolean; failure?: unknown; sizeBytes: number; lastModifiedMs?: number | undefined } = {
    ended: false,
    sizeBytes: 0,
  };
  parser.on("field", (field, value) => {
    if (field === "lastModified") state.lastModifiedMs = Number.parseInt(value, 10) || undefined;
  });
  parser.on("file", (_field, stream, { filename }) => {
    stream.on("error", () => {});
    waiting.push({ stream, name: filename ?? "", lastModifiedMs: state.lastModifiedMs });
    state.lastModifiedMs = undefined;
  });
  parser.on("error", (error) => {
    state.failure ??= toFormError(error);
  });
  /** Gives the parser one more chunk; nothing of what it made of the last one is unread. */
  const feed = async () => {
    const next = await chunks.next().catch((error: unknown) => {
      throw toInterrupted(error);
    });
    if (next.done) {
      state.ended = true;
      parser.end();
    } else {
      state.sizeBytes += next.value.length;
      if (state.sizeBytes > filesMax * (fileBytesMax + 65_536)) throw new AppError("file-too-large", "The request is too large.");
      parser.write(next.value);
    }
    await settle();
  };
  /** Ends of files and errors of the parser are heard a moment after they came up. */
  const settle = async () => {
    await setImmediate();
    if (state.failure) throw state.failure;
  };
  return {
    async nextFile() {
      while (waiting.length === 0 && !state.ended) await feed();
      return waiting.shift();
    },
    async nextChunk(stream) {
      for (;;) {
        const chunk = stream.read() as Buffer | null;
        if (chunk) return chunk;
        await settle();
        if (stream.readableEnded) return undefined;
        if (stream.readableLength > 0) continue;
        if (state.ended) throw toInterrupted();
        await feed();
      }
    },
    drop() {
      parser.destroy();
      void dropRest(chunks, body);
    },
  };
}

/** More than this of a body that nobody wants is not read: the connection is cut. */
const dropBytesMax = 268_435_456;

async function dropRest(chunks: AsyncIterator<Uint8Array>, body: Readable): Promise<void> {
  try {
    let left = dropBytesMax;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      left -= next.value.length;
      if (left < 0) break;
    }
    if (left < 0) body.destroy();
  } catch {}
}

function createParser(request: Request, filesMax: number): busboy.Busboy {
  const headers = { "content-type": request.headers.get("content-type") ?? "" };
  const limits = { files: filesMax + 1, fields: 2 * filesMax, fieldSize: 1_000, fieldNameSize: 100, headerPairs: 20 };
  try {
    if (!request.body) throw new Error("no body");
    return busboy({ headers, limits, defParamCharset: "utf8" });
  } catch (error) {
    throw new AppError("invalid-input", "Send the files as multipart/form-data.", { cause: error });
  }
}

function toFormError(error: unknown): AppError {
  const isCut = error instanceof Error && error.message === "Unexpected end of form";
  return isCut ? toInterrupted(error) : new AppError("invalid-input", "The form cannot be read.", { cause: error });
}

function toInterrupted(error?: unknown): AppError {
  return error instanceof AppError ? error : new AppError("upload-interrupted", "The connection broke off.", { cause: error });
}
