import { AppError } from "../errors";
import { limits } from "../limits";
import { readFields } from "./read-fields";

/**
 * A JSON object, or the fields of a page's form, of bounded size; an absent body is an empty one.
 * @throws AppError invalid-input; file-too-large
 */
export async function readBody(request: Request): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > limits.http.jsonBytesMax) throw new AppError("file-too-large", "The request is too large.");
    chunks.push(chunk);
  }
  if (sizeBytes === 0) return {};
  if (request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded"))
    return readFields(new URLSearchParams(Buffer.concat(chunks).toString("utf8")));
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {}
  throw new AppError("invalid-input", "The request body is not a JSON object.");
}
