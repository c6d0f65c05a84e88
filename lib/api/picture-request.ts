import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import busboy from "busboy";
import { AppError } from "../errors";
import { limits } from "../limits";
import { withIdleLimit } from "../uploads/idle-limit";
import { readBody } from "./read-body";
import { readFields } from "./read-fields";

/** Takes the bytes of a picture that a request carries; it bounds how many. */
export type TakePicture = (name: string, bytes: AsyncIterable<Uint8Array>) => Promise<void>;

/**
 * Reads a request about pictures: a JSON body; a multipart form, whose files go to `take` by their
 * fields' names; or any other body, which is the one file `picture`. Gives the fields of the address
 * and the body together, those of the body first; fields of a form that hold JSON are read as such,
 * and the field `query` may hold all the others. A body that goes quiet is given up, and one that is not wanted any more is not read on.
 * @throws AppError invalid-input; file-too-large; upload-interrupted; and whatever `take` throws
 */
export async function readPictureRequest(
  request: Request,
  take: TakePicture,
  idleMs: number = limits.http.bodyIdleMs,
): Promise<Record<string, unknown>> {
  const fields = readFields(new URL(request.url).searchParams);
  const type = request.headers.get("content-type")?.toLowerCase() ?? "";
  if (!request.body) return fields;
  if (type.startsWith("application/json")) return { ...fields, ...flattened(await readBody(request)) };
  const body = Readable.fromWeb(request.body as WebStream<Uint8Array>);
  const bytes = guarded(withIdleLimit(body, idleMs));
  try {
    if (type.startsWith("multipart/form-data")) return { ...fields, ...flattened(await readForm(bytes, request.headers, take)) };
    await take("picture", bytes);
    return fields;
  } finally {
    body.on("error", () => {});
    body.destroy();
  }
}

/** What JSON says as a query would: the filters are the same in both. */
function flattened(body: Record<string, unknown>): Record<string, unknown> {
  const { metadata, ...rest } = body;
  const isObject = typeof metadata === "object" && metadata !== null;
  const asText = Object.entries(rest).map(([name, value]) => [name, typeof value === "boolean" ? String(value) : value]);
  return { ...Object.fromEntries(asText), ...(metadata !== undefined && { metadata: isObject ? JSON.stringify(metadata) : metadata }) };
}

async function* guarded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw error instanceof AppError ? error : new AppError("upload-interrupted", "The picture did not arrive whole.", { cause: error });
  }
}

const formLimits = { files: 4, fields: 50, parts: 54, fieldSize: 100_000, fieldNameSize: 100, headerPairs: 20 };

async function readForm(bytes: AsyncGenerator<Uint8Array>, headers: Headers, take: TakePicture): Promise<Record<string, unknown>> {
  const form = openForm(headers);
  const fields: Record<string, unknown> = {};
  const taken: Promise<void>[] = [];
  const failed = new Promise<never>((_, reject) => {
    form.on("error", (error) => reject(error instanceof AppError ? error : toFormError(error)));
    form.on("filesLimit", () => reject(new AppError("invalid-input", `A form may hold ${formLimits.files} files.`)));
    form.on("field", (name, value) => {
      if (name === "query") Object.assign(fields, parseField(value));
      else fields[name] = parseField(value);
    });
    form.on("file", (name, file) => {
      // Heard by its reader, who may not listen yet: an error that nobody hears ends the process.
      file.on("error", () => {});
      const reading = take(name, guarded(file));
      taken.push(reading);
      reading.catch((error) => {
        file.resume();
        reject(error);
      });
    });
  });
  failed.catch(() => {});
  try {
    await Promise.race([feed(form, bytes), failed]);
    await Promise.race([Promise.all(taken), failed]);
  } finally {
    form.destroy();
  }
  return fields;
}

/** Gives the parser all bytes, no faster than it takes them; ends when it has made everything of them. */
async function feed(form: busboy.Busboy, bytes: AsyncGenerator<Uint8Array>): Promise<void> {
  const closed = new Promise<void>((resolve) => form.on("close", resolve));
  const source = Readable.from(bytes);
  source.on("error", (error) => form.destroy(error));
  source.pipe(form);
  await closed;
}

function openForm(headers: Headers): busboy.Busboy {
  try {
    return busboy({ headers: Object.fromEntries(headers), limits: formLimits, defParamCharset: "utf8" });
  } catch (error) {
    throw toFormError(error);
  }
}

function toFormError(error: unknown): AppError {
  const isCut = error instanceof Error && error.message === "Unexpected end of form";
  const code = isCut ? "upload-interrupted" : "invalid-input";
  return new AppError(code, isCut ? "The form did not arrive whole." : "The form cannot be read.", { cause: error });
}

/** A form's fields are texts; lists and objects come as JSON. */
function parseField(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
