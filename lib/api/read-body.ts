import { AppError } from "../errors";
import { limits } from "../limits";
import { readFields } from "./read-fields";

/**
 * A JSON object, or the fields of a page's form, of bounded size; an absent body is an empty one.
 * @throws AppError invalid-input; file-too-large
 */
export async function readBody(request: Request): Promise<Record<string, unknown>> {
  const text = await readText(request);
  if (text === "") return {};
  if (request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded")) return readFields(new URLSearchParams(text));
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {}
  throw new AppError("invalid-input", "The request body is not a JSON object.");
}

/** What is over the bound is left unread, not cancelled: that would close the connection under the answer. */
async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  const reader = request.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    sizeBytes += next.value.byteLength;
    if (sizeBytes > limits.http.jsonBytesMax) throw new AppError("file-too-large", "The request is too large.");
    chunks.push(next.value);
  }
  return Buffer.concat(chunks).toString("utf8");
}
