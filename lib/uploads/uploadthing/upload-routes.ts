import { createHmac } from "node:crypto";
import { createRouteHandler } from "uploadthing/server";
import type { Config } from "../../config";
import { AppError, errorCodes, toAppError } from "../../errors";
import type { UploadResult } from "../../images/schema";
import { limits } from "../../limits";
import { findUploadOffset, receiveUpload, type UploadContext } from "../receive-upload";
import { createFileRouter, type FindActor } from "./file-router";
import { receivePath, signedOrigin, verifyPresignedUrl } from "./presigned-url";
import { dropBody, readMultipartFile } from "./read-multipart-file";

type Handler = (request: Request) => Promise<Response>;

/** What the two route files bind: `presign` and `describe` at UploadThing's path, `receive` and `offset` at ours. */
export type UploadRoutes = { describe: Handler; presign: Handler; receive: Handler; offset: Handler };

type Options = {
  findActor: FindActor;
  /** Signs upload addresses; shared by all processes. */
  secret: string;
  /** How files and the registration of batches reach UploadThing's cloud; only used with a token of the owner's. */
  fetch?: typeof fetch;
};

/**
 * The server side of UploadThing's protocol. Without a token of the owner's this app is its own
 * ingest server: the library signs and checks, `config.fetch` keeps its calls in the process, and
 * bytes arrive at `receive`. With one, the same router talks to UploadThing's cloud. No state is
 * held here: any process can answer any request.
 *
 * [Note: Upload access] PUT and HEAD need the signature of the address and the session of who asked
 * for it: a copied address is worth nothing, and signing out stops uploads at once.
 */
export function createUploadRoutes(ctx: UploadContext, { findActor, secret, fetch: reach = fetch }: Options): UploadRoutes {
  const cloudToken = ctx.config.uploads.uploadthingToken;
  const apiKey = `sk_live_${createHmac("sha256", secret).update("uploadthing self-hosted").digest("hex")}`;
  const router = createFileRouter(ctx, findActor, reach);
  const handle = createRouteHandler({ router, config: cloudToken ? cloudConfig(ctx.config, cloudToken, reach) : localConfig(apiKey) });
  const guard =
    (work: Handler): Handler =>
    async (request) => {
      try {
        return await work(request);
      } catch (error) {
        dropBody(request);
        return toErrorResponse(ctx, error);
      }
    };
  const verify = async (request: Request) => {
    if (ctx.config.uploads.uploadthingToken) throw new AppError("not-found", "Uploads go through UploadThing's cloud.");
    const uploadId = verifyPresignedUrl(new URL(request.url), apiKey, ctx.clock.now());
    const actor = await findActor(request);
    if (!actor) throw new AppError("unauthenticated", "Sign in first.");
    return { uploadId, actor };
  };
  return {
    describe: guard(handle),
    presign: guard(async (request) => {
      const isUpload = new URL(request.url).searchParams.get("actionType") === "upload";
      if (isUpload) {
        if (!(await findActor(request))) throw new AppError("unauthenticated", "Sign in first.");
        await ctx.storage.requireSpace(0);
      } else if (!cloudToken) throw new AppError("forbidden", "This server takes no callbacks.");
      const response = await handle(await boundBody(request));
      return isUpload && !cloudToken && response.ok ? withPathsOnly(response) : response;
    }),
    receive: guard(async (request) => {
      const { uploadId, actor } = await verify(request);
      const start = Number(/^bytes=(\d{1,15})-/.exec(request.headers.get("range") ?? "bytes=0-")?.[1] ?? 0);
      const result = await receiveUpload(ctx, actor, { uploadId, start, bytes: readMultipartFile(request) });
      dropBody(request);
      return toResultResponse(result);
    }),
    offset: guard(async (request) => {
      const { uploadId, actor } = await verify(request);
      const offset = await findUploadOffset(ctx, actor, uploadId);
      return new Response(null, { headers: { "x-ut-range-start": String(offset), "cache-control": "no-store" } });
    }),
  };
}

function cloudConfig(config: Config, token: string, reach: typeof fetch) {
  const callbackUrl = config.web.publicUrl && new URL("/api/uploadthing", config.web.publicUrl).href;
  return { token, isDev: false, logLevel: "Warning" as const, fetch: reach, ...(callbackUrl && { callbackUrl }) };
}

function localConfig(apiKey: string) {
  const token = { apiKey, appId: "magpie", regions: ["local"], ingestHost: new URL(signedOrigin).host };
  return {
    token: Buffer.from(JSON.stringify(token)).toString("base64"),
    ingestUrl: signedOrigin + receivePath,
    callbackUrl: `${signedOrigin}/api/uploadthing`,
    isDev: false,
    handleDaemonPromise: "await" as const,
    logLevel: "Warning" as const,
    /** The library registers a batch with its ingest server; ours knows it already. */
    fetch: async () => Response.json({ ok: true }),
  };
}

/** Presigned addresses leave as paths, so that any host name, port, proxy or TLS in front of the app works. */
async function withPathsOnly(response: Response): Promise<Response> {
  const presigned = (await response.json()) as { url: string }[];
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return Response.json(
    presigned.map((one) => ({ ...one, url: one.url.slice(signedOrigin.length) })),
    { headers },
  );
}

/** The same request with its body read, at most 2 MiB of it. */
async function boundBody(request: Request): Promise<Request> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > 2 * limits.http.jsonBytesMax) throw new AppError("file-too-large", "The request is too large.");
    chunks.push(chunk);
  }
  return new Request(request.url, { method: request.method, headers: request.headers, body: Buffer.concat(chunks) });
}

/** UploadThing's client reads `serverData` on success, and `error` otherwise; a refusal carries both. */
function toResultResponse(result: UploadResult): Response {
  const body = { url: "", appUrl: "", ufsUrl: "", fileHash: "", serverData: result };
  if (result.outcome !== "rejected") return Response.json(body, { headers: { "cache-control": "no-store" } });
  const status = result.code in errorCodes ? errorCodes[result.code as keyof typeof errorCodes].status : 422;
  return Response.json({ error: result.detail, code: result.code, retryable: false, serverData: result }, { status });
}

function toErrorResponse(ctx: UploadContext, error: unknown): Response {
  const known = toAppError(error);
  if (known.code === "internal") ctx.log.error({ err: error }, "An upload failed");
  const headers = new Headers({ "cache-control": "no-store" });
  if (known.retryAfterS) headers.set("retry-after", String(known.retryAfterS));
  const body = { error: known.message, message: known.message, code: known.code, retryable: known.retryable };
  return Response.json(body, { status: errorCodes[known.code].status, headers });
}
