import { Readable } from "node:stream";
import type { ByteRange, StoredStream } from "../storage/storage";
import { bodyLengthHeader } from "./body-length";
import { parseByteRange } from "./byte-range";

type Bytes = { contentType: string; tag: string; sizeBytes?: number; fileName?: string; open(range?: ByteRange): Promise<StoredStream> };
type ByteResponseOptions = { cacheControl: string; download?: boolean };

/** Stored bytes are shown as they are and can do nothing: no type guessing, no scripts, no requests of their own. */
const harmless = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
  "cross-origin-resource-policy": "same-origin",
};

/**
 * Answers with stored bytes: ETag and If-None-Match (304), one Range where the size is known before
 * (206, 416), If-Range. Streams with back pressure; the file is closed when the client goes away.
 */
export async function toByteResponse(request: Request, bytes: Bytes, options: ByteResponseOptions): Promise<Response> {
  const etag = `"${bytes.tag}"`;
  // Nobody on the way may compress it: ETag, length and ranges are those of the bytes as they are stored.
  const cacheControl = `${options.cacheControl}, no-transform`;
  // Vary: a browser that was signed out shows nothing from its cache.
  const headers = new Headers({ ...harmless, etag, "cache-control": cacheControl, vary: "cookie, authorization" });
  if (isUnchanged(request.headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers });
  headers.set("content-type", bytes.contentType);
  if (bytes.fileName !== undefined) headers.set("content-disposition", contentDisposition(options.download === true, bytes.fileName));
  const range = bytes.sizeBytes === undefined ? undefined : findRange(request, etag, bytes.sizeBytes);
  if (bytes.sizeBytes !== undefined) headers.set("accept-ranges", "bytes");
  if (range === "unsatisfiable") return rangeProblem(bytes.sizeBytes ?? 0);
  const { stream, sizeBytes } = await bytes.open(range);
  headers.set("content-length", String(sizeBytes));
  headers.set(bodyLengthHeader, String(sizeBytes)); // [Note: Body length]
  if (range) headers.set("content-range", `bytes ${range.start}-${range.end}/${bytes.sizeBytes}`);
  if (request.method === "HEAD") stream.destroy();
  const body = request.method === "HEAD" ? null : (Readable.toWeb(stream) as ReadableStream<Uint8Array>);
  return new Response(body, { status: range ? 206 : 200, headers });
}

/** A Range counts only for the content it was meant for. */
function findRange(request: Request, etag: string, sizeBytes: number): ByteRange | "unsatisfiable" | undefined {
  const condition = request.headers.get("if-range");
  if (condition !== null && condition !== etag) return undefined;
  return parseByteRange(request.headers.get("range"), sizeBytes);
}

function isUnchanged(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(",").some((each) => each.trim() === "*" || each.trim().replace(/^W\//, "") === etag);
}

function rangeProblem(sizeBytes: number): Response {
  const code = "range-not-satisfiable";
  const problem = { type: "about:blank", title: code, status: 416, code, detail: "The file ends before this range." };
  const headers = { "content-type": "application/problem+json", "cache-control": "no-store", "content-range": `bytes */${sizeBytes}` };
  return Response.json(problem, { status: 416, headers });
}

/** RFC 6266 with the name in plain ASCII for old clients, and whole in RFC 5987's encoding. */
export function contentDisposition(download: boolean, fileName: string): string {
  const name = fileName.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "");
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${download ? "attachment" : "inline"}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
