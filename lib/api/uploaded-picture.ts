import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import busboy from "busboy";
import { AppError } from "../errors";
import { limits } from "../limits";
import { withIdleLimit } from "../uploads/idle-limit";

/**
 * The bytes of the picture that a request carries: the raw body, or the first file of a multipart
 * form. The consumer bounds how many it takes; when it stops early, the rest is not read. A body that
 * goes quiet is given up.
 * @throws AppError invalid-input for an empty body or a form without a file; upload-interrupted
 */
export async function* readUploadedPicture(request: Request): AsyncGenerator<Uint8Array> {
  if (!request.body) throw new AppError("invalid-input", "The request holds no picture.");
  const body = Readable.fromWeb(request.body as WebStream<Uint8Array>);
  try {
    const isForm = request.headers.get("content-type")?.toLowerCase().startsWith("multipart/form-data");
    const bytes = isForm ? await findFile(body, request.headers) : body;
    yield* guarded(withIdleLimit(bytes, limits.http.bodyIdleMs));
  } finally {
    body.destroy();
  }
}

async function* guarded(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch(rethrowInterrupted);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

function rethrowInterrupted(error: unknown): never {
  throw new AppError("upload-interrupted", "The picture did not arrive whole.", { cause: error });
}

function findFile(body: Readable, headers: Headers): Promise<Readable> {
  return new Promise((resolve, reject) => {
    const refuse = (cause?: unknown) => reject(new AppError("invalid-input", "The form holds no picture.", { cause }));
    try {
      const form = busboy({ headers: Object.fromEntries(headers), limits: { files: 1, fields: 20, fieldSize: 10_000, parts: 21 } });
      let found: Readable | undefined;
      form.on("file", (_name, file) => {
        found = file;
        // Its reader hears of it too, but may not listen yet: an error that nobody hears ends the process.
        file.on("error", () => {});
        resolve(file);
      });
      form.on("error", (error) => (found ? found.destroy(error as Error) : refuse(error)));
      form.on("close", () => refuse());
      body.on("error", (error) => form.destroy(error));
      body.pipe(form);
    } catch (error) {
      refuse(error);
    }
  });
}
