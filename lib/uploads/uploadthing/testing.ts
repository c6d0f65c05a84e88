import { createHash, randomBytes } from "node:crypto";
import http, { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import type { Actor } from "../../auth/access";
import type { UploadContext } from "../receive-upload";
import { createUploadRoutes, type UploadRoutes } from "./upload-routes";

/** A server that binds the upload handlers as the route files do; `x-actor` stands for the session's cookie. */
export type UploadServer = { origin: string; close(): Promise<void> };

/** Starts one; two with the same secret and database are two web processes. */
export async function startUploadServer(
  ctx: UploadContext,
  actors: ReadonlyMap<string, Actor>,
  more: { secret?: string; fetch?: typeof fetch; port?: number } = {},
): Promise<UploadServer> {
  const findActor = async (request: Request) => actors.get(request.headers.get("x-actor") ?? "");
  const routes = createUploadRoutes(ctx, { findActor, secret: more.secret ?? "s".repeat(43), ...(more.fetch && { fetch: more.fetch }) });
  const server = createServer((request, response) => void answer(routes, request, response));
  await new Promise<void>((resolve) => server.listen(more.port ?? 0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function answer(routes: UploadRoutes, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const request = toRequest(incoming);
  const isReceive = request.url.includes("/api/receive/");
  const handlers: Record<string, (request: Request) => Promise<Response>> = isReceive
    ? { HEAD: routes.offset, PUT: routes.receive }
    : { GET: routes.describe, POST: routes.presign };
  const response = (await handlers[request.method]?.(request)) ?? new Response(null, { status: 405 });
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

function toRequest(incoming: IncomingMessage): Request {
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  return new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method: incoming.method ?? "GET",
    headers: incoming.headers as Record<string, string>,
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" }),
  } as RequestInit);
}

export type Announced = { name: string; size: number; type?: string };
export type Presigned = { url: string; key: string; name: string; customId: string };
export type Answer<T> = { status: number; body: T };

/** Asks for upload addresses as UploadThing's client does. */
export async function presign(
  origin: string,
  actor: string,
  files: Announced[],
  input: Record<string, unknown> = {},
): Promise<Answer<Presigned[]>> {
  const response = await fetch(`${origin}/api/uploadthing?actionType=upload&slug=images`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-uploadthing-version": "7.7.4", "x-actor": actor },
    body: JSON.stringify({ input, files: files.map((file) => ({ type: "", lastModified: 1_600_000_000_000, ...file })) }),
  });
  return { status: response.status, body: (await response.json()) as Presigned[] };
}

export type PutAnswer = Answer<{ error?: string; code?: string; serverData?: { outcome: string; imageId?: string; detail?: string } }>;

/** Sends a file from `start` on, as UploadThing's client does. */
export async function put(origin: string, actor: string, url: string, bytes: Buffer, start = 0): Promise<PutAnswer> {
  const form = new FormData();
  form.append("file", new File([new Uint8Array(bytes.subarray(start))], "a.png"));
  const headers = { range: `bytes=${start}-`, "x-actor": actor };
  const response = await fetch(new URL(url, origin), { method: "PUT", headers, body: form });
  return { status: response.status, body: (await response.json()) as PutAnswer["body"] };
}

/** How many bytes need not be sent again; NaN where the server refuses to say. */
export async function head(origin: string, actor: string, url: string): Promise<number> {
  const response = await fetch(new URL(url, origin), { method: "HEAD", headers: { "x-actor": actor } });
  return Number(response.headers.get("x-ut-range-start") ?? Number.NaN);
}

/** Starts a PUT, sends the first `length` bytes and then leaves the connection open; `cut` breaks it. */
export async function startPut(origin: string, actor: string, url: string, bytes: Buffer, length: number): Promise<{ cut(): void }> {
  const boundary = "----boundary";
  const before = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n`;
  const sizeBytes = before.length + bytes.length + `\r\n--${boundary}--\r\n`.length;
  const request = http.request(new URL(url, origin), {
    method: "PUT",
    headers: {
      range: "bytes=0-",
      "x-actor": actor,
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": sizeBytes,
    },
  });
  request.on("error", () => {});
  request.write(before);
  await new Promise<void>((resolve) => request.write(bytes.subarray(0, length), () => resolve()));
  return { cut: () => request.destroy() };
}

/** Bytes that begin like a PNG and go on at random: enough for everything that happens before decoding. */
export function randomPng(sizeBytes: number): Buffer {
  const bytes = randomBytes(sizeBytes);
  Buffer.from("89504e470d0a1a0a", "hex").copy(bytes);
  return bytes;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
