import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { decodeRequest, encodeResponse, jsonLengthHeader, WireError } from "@/lib/inference/kserve-wire";
import { Cancelled, QueueFull } from "@/lib/inference/server/batcher";
import { InputMismatch, ModelNotFound, type ModelRepository } from "@/lib/inference/server/model-repository";
import type { Log } from "@/lib/log";

export type HttpServerOptions = { repository: ModelRepository; requestBytesMax: number; requestTimeoutMs: number; log: Log };

class BodyTooLarge extends Error {}
class NoSuchAddress extends Error {}
class WrongMethod extends Error {}

/**
 * The KServe v2 (Open Inference Protocol) HTTP server over the models: health, metadata, readiness,
 * inference as JSON or with the binary tensor extension, and each model's counters under `stats`.
 * Errors are `{"error": "..."}`. Not listening yet.
 */
export function createHttpServer(options: HttpServerOptions): Server {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => sendError(options.log, response, error));
  });
  server.requestTimeout = options.requestTimeoutMs;
  server.keepAliveTimeout = 60_000;
  return server;
}

async function answer(options: HttpServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = decodeURI((request.url ?? "").split("?")[0] ?? "").replace(/\/+$/, "");
  const [, model, action] = /^\/v2\/models\/([^/]{1,200})(?:\/(ready|infer|stats))?$/.exec(path) ?? [];
  if (request.method !== (action === "infer" ? "POST" : "GET")) throw new WrongMethod("This method is not served here.");
  if (model !== undefined) return answerModel(options, model, action, request, response);
  if (path === "/v2") return sendJson(response, 200, { name: "magpie", version: "1", extensions: ["binary_tensor_data"] });
  if (path === "/v2/health/live") return sendJson(response, 200, { live: true });
  if (path === "/v2/health/ready") return sendJson(response, 200, { ready: true });
  throw new NoSuchAddress("There is nothing at this address.");
}

async function answerModel(
  { repository, requestBytesMax }: HttpServerOptions,
  model: string,
  action: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (action === "ready") {
    const ready = await repository.has(model);
    return sendJson(response, ready ? 200 : 404, ready ? { name: model, ready } : { error: `There is no model ${model} here.` });
  }
  if (action === "stats") return sendJson(response, 200, { name: model, ...(await repository.getStats(model)) });
  if (action === undefined)
    return sendJson(response, 200, { platform: "onnx_onnxv1", versions: ["1"], ...(await repository.getMetadata(model)) });
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const body = await readBody(request, requestBytesMax);
  const { id, inputs, outputNames, isBinary } = decodeRequest(body, headerText(request, jsonLengthHeader));
  const outputs = await repository.infer(model, inputs, outputNames, gone.signal);
  const encoded = encodeResponse(model, id, outputs, isBinary);
  response.writeHead(200, { ...encoded.headers, "content-length": encoded.sizeBytes });
  for (const part of encoded.parts) response.write(part);
  response.end();
}

async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > bytesMax) throw new BodyTooLarge(`At most ${bytesMax} bytes are taken.`);
  if (announced > 0) return readAnnounced(request, announced);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new BodyTooLarge(`At most ${bytesMax} bytes are taken.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Into memory of its own at once, which may then be handed to a thread. Node ends a body that is longer or shorter than announced. */
async function readAnnounced(request: IncomingMessage, sizeBytes: number): Promise<Buffer> {
  const body = Buffer.allocUnsafeSlow(sizeBytes);
  let filled = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) filled += chunk.copy(body, filled);
  return body.subarray(0, filled);
}

function headerText(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  const body = JSON.stringify(value);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}

function statusOf(error: unknown): number {
  if (error instanceof WireError || error instanceof InputMismatch || error instanceof URIError) return 400;
  if (error instanceof ModelNotFound || error instanceof NoSuchAddress) return 404;
  if (error instanceof WrongMethod) return 405;
  if (error instanceof BodyTooLarge) return 413;
  return error instanceof QueueFull ? 503 : 500;
}

function sendError(log: Log, response: ServerResponse, error: unknown): void {
  if (error instanceof Cancelled || response.destroyed) return;
  const status = statusOf(error);
  if (status === 500) log.error({ err: error }, "a request for inference failed");
  if (response.headersSent) return void response.destroy();
  // What is left of a refused body is not read: the connection ends with the answer.
  if (status === 413) response.setHeader("connection", "close");
  sendJson(response, status, { error: error instanceof Error ? error.message : "Something went wrong." });
}
