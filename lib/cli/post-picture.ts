import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import http from "node:http";
import https from "node:https";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { FoundFile } from "./find-files";
import { toServerError } from "./retry";
import type { Login } from "./saved-login";

type SentFile = Omit<FoundFile, "modifiedMs"> & { modifiedMs?: number };

/** An answer that does not begin within this time after the last byte moved is given up. */
const idleMs = 180_000;
const answerBytesMax = 4 * 1_048_576;

/**
 * Sends one file as a field of a multipart form, after the time of its last change where one is given,
 * straight from the disk, and gives the parsed answer. Its length is known beforehand, so a file that changes
 * meanwhile ends in an error.
 * @throws ServerError; Error of the connection
 */
export async function postPicture(login: Login, address: string, file: SentFile, field: string): Promise<unknown> {
  const boundary = `magpie-${randomBytes(12).toString("hex")}`;
  const name = path.basename(file.path).replace(/[\r\n"]/g, "_");
  const changed = file.modifiedMs === undefined ? "" : describePart("lastModified", boundary, String(Math.round(file.modifiedMs)));
  const type = `; filename="${name}"\r\ncontent-type: application/octet-stream`;
  const head = Buffer.from(`${changed}--${boundary}\r\ncontent-disposition: form-data; name="${field}"${type}\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const url = new URL(address, login.url);
  const request = (url.protocol === "https:" ? https : http).request(url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${login.key}`,
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": head.length + file.sizeBytes + tail.length,
    },
    timeout: idleMs,
  });
  request.on("timeout", () => request.destroy(new TypeError("The server does not answer.")));
  const answer = readAnswer(request);
  // An early refusal ends the sending; its answer is what counts then.
  const sent = send(request, file, head, tail).catch((error: unknown) => {
    request.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    return await answer;
  } finally {
    if (!request.writableFinished) request.destroy();
    await sent;
  }
}

function describePart(name: string, boundary: string, value: string): string {
  return `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

async function send(request: http.ClientRequest, file: SentFile, head: Buffer, tail: Buffer): Promise<void> {
  request.write(head);
  if (file.sizeBytes > 0) {
    const bytes = createReadStream(file.path, { end: file.sizeBytes - 1 });
    await pipeline(bytes, request, { end: false });
    if (bytes.bytesRead !== file.sizeBytes) throw new Error("The file changed while it was read.");
  }
  request.end(tail);
}

function readAnswer(request: http.ClientRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.on("error", (error: NodeJS.ErrnoException) => reject(error.code ? new TypeError(error.message, { cause: error }) : error));
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      let sizeBytes = 0;
      response.on("data", (chunk: Buffer) => {
        sizeBytes += chunk.byteLength;
        if (sizeBytes > answerBytesMax) response.destroy(new Error("The server's answer is too large."));
        chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => {
        const body = parse(Buffer.concat(chunks));
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(body);
        else reject(toServerError(status, body, response.headers["retry-after"]));
      });
    });
  });
}

function parse(bytes: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(bytes.toString("utf8")) as Record<string, unknown>;
  } catch {
    return {};
  }
}
