import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import busboy from "busboy";
import { AppError } from "../../errors";

/**
 * The bytes of the one file in a multipart/form-data request, as they arrive. A reader that stops
 * early leaves the rest to be read and dropped, so that the connection lives on and the answer is
 * seen by clients that read it only after they have sent everything.
 * @throws AppError invalid-input without a file; upload-interrupted when the body ends early
 */
export async function* readMultipartFile(request: Request): AsyncGenerator<Uint8Array> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!contentType.startsWith("multipart/form-data") || !request.body)
    throw new AppError("invalid-input", "Send the file as multipart/form-data.");
  const body = Readable.fromWeb(request.body as ReadableStream<Uint8Array>);
  const parser = createParser(contentType);
  body.on("error", (error) => parser.destroy(error));
  const file = findFile(parser);
  body.pipe(parser);
  try {
    for await (const chunk of await file) yield chunk as Uint8Array;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("upload-interrupted", "The upload was interrupted.", { cause: error });
  } finally {
    body.unpipe(parser);
    body.resume();
    parser.destroy();
  }
}

/** Reads and drops the body of a request that was answered without it. */
export function dropBody(request: Request): void {
  if (!request.body || request.bodyUsed || request.body.locked) return;
  const body = Readable.fromWeb(request.body as ReadableStream<Uint8Array>);
  body.on("error", () => {});
  body.resume();
}

function createParser(contentType: string): busboy.Busboy {
  const limits = { files: 1, fields: 0, parts: 1, headerPairs: 20 };
  const highWaterMark = 256 * 1_024;
  try {
    return busboy({ headers: { "content-type": contentType }, limits, highWaterMark, fileHwm: highWaterMark });
  } catch (error) {
    throw new AppError("invalid-input", "Send the file as multipart/form-data.", { cause: error });
  }
}

function findFile(parser: busboy.Busboy): Promise<Readable> {
  const found = new Promise<Readable>((resolve, reject) => {
    parser.on("file", (_field, stream) => {
      stream.on("error", () => {});
      resolve(stream);
    });
    parser.on("error", reject);
    parser.on("close", () => reject(new AppError("invalid-input", "There is no file in the form data.")));
  });
  found.catch(() => {});
  return found;
}
