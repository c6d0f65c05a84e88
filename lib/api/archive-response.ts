import { contentDisposition } from "./byte-response";

/** Answers with a zip to be saved, while it is being made; it ends when the client goes away. */
export function toArchiveResponse({ fileName, stream }: { fileName: string; stream: ReadableStream<Uint8Array> }): Response {
  return new Response(stream, {
    headers: {
      "content-type": "application/zip",
      "content-disposition": contentDisposition(true, fileName),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
