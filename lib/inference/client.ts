import http from "node:http";
import https from "node:https";
import { z } from "zod";
import type { Config } from "@/lib/config";
import { AppError } from "@/lib/errors";
import {
  decodeResponse,
  encodeRequest,
  jsonLengthHeader,
  type ModelMetadata,
  type NamedTensor,
  type WireBody,
} from "@/lib/inference/kserve-wire";
import { limits } from "@/lib/limits";

export type { ModelMetadata, NamedTensor } from "@/lib/inference/kserve-wire";

/** The inference server, ours or any that speaks KServe v2. */
export type Inference = {
  /** Whether the server answers and says it is ready. */
  isReady(): Promise<boolean>;
  /** What the model takes and gives; asked once. @throws AppError model-missing, unavailable, timeout */
  getMetadata(modelName: string): Promise<ModelMetadata>;
  /** Runs the model and gives all of its outputs. Safe to run again. @throws AppError model-missing, unavailable, timeout */
  infer(modelName: string, inputs: NamedTensor[]): Promise<NamedTensor[]>;
};

type Reply = { status: number; headers: http.IncomingHttpHeaders; body: Buffer };

const serverMetadata = z.looseObject({ extensions: z.array(z.string()).nullish() });
const tensorMetadata = z.looseObject({ name: z.string(), datatype: z.string(), shape: z.array(z.coerce.number()) });
const modelMetadata = z.looseObject({ name: z.string(), inputs: z.array(tensorMetadata), outputs: z.array(tensorMetadata) });

/** Connects to the inference server of the settings; nothing is sent until the first question. */
export function createInference(config: Pick<Config, "inference">): Inference {
  const send = createSender(config.inference);
  const known = new Map<string, Promise<ModelMetadata>>();
  let binary: Promise<boolean> | undefined;

  /** Servers that do not name the binary extension get plain JSON, which every server takes. */
  const takesBinary = () => {
    binary ??= send("GET", "v2").then(
      (reply) => serverMetadata.parse(parseJson(reply)).extensions?.includes("binary_tensor_data") ?? false,
    );
    binary.catch(() => {
      binary = undefined;
    });
    return binary;
  };
  const getMetadata = (modelName: string) => {
    const asked =
      known.get(modelName) ?? send("GET", modelPath(modelName)).then((reply) => modelMetadata.parse(parseJson(expectOk(reply))));
    known.set(modelName, asked);
    asked.catch(() => known.delete(modelName));
    return asked;
  };

  return {
    async isReady() {
      try {
        return (await send("GET", "v2/health/ready")).status === 200;
      } catch {
        return false;
      }
    },
    getMetadata: (modelName) => guard(() => getMetadata(modelName)),
    infer: (modelName, inputs) =>
      guard(async () => {
        const reply = expectOk(await send("POST", `${modelPath(modelName)}/infer`, encodeRequest(inputs, await takesBinary())));
        const jsonLength = reply.headers[jsonLengthHeader];
        return decodeResponse(reply.body, typeof jsonLength === "string" ? jsonLength : undefined);
      }),
  };
}

const modelPath = (modelName: string) => `v2/models/${encodeURIComponent(modelName)}`;

type Sender = (method: string, path: string, body?: WireBody) => Promise<Reply>;

/** One HTTP exchange, and a second one when a kept connection turns out to have been closed meanwhile. */
function createSender(target: Config["inference"]): Sender {
  const base = target.kind === "server" ? new URL(target.url) : undefined;
  const module = base?.protocol === "https:" ? https : http;
  const agent = new module.Agent({ keepAlive: true, maxSockets: 64, maxFreeSockets: 16 });
  const prefix = base ? base.pathname.replace(/\/+$/, "") : "";
  const place =
    target.kind === "embedded"
      ? { socketPath: target.socketPath }
      : { host: base?.hostname, port: base?.port, auth: base?.username ? `${base.username}:${base.password}` : undefined };

  const exchange = (method: string, path: string, body: WireBody | undefined) =>
    new Promise<Reply>((resolve, reject) => {
      const length = body ? { "content-length": body.sizeBytes } : {};
      const request = module.request({ ...place, agent, method, path: `${prefix}/${path}`, headers: { ...body?.headers, ...length } });
      const timer = setTimeout(() => request.destroy(new AppError("timeout", "The model took too long.")), limits.inference.timeoutMs);
      const fail = (error: Error) => {
        clearTimeout(timer);
        reject(Object.assign(error, { stale: request.reusedSocket }));
      };
      request.on("error", fail);
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > limits.inference.requestBytesMax) request.destroy(new Error("The inference server's answer is too large."));
          chunks.push(chunk);
        });
        response.on("error", fail);
        response.on("end", () => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
        });
      });
      for (const part of body?.parts ?? []) request.write(part);
      request.end();
    });

  return async (method, path, body) => {
    try {
      return await exchange(method, path, body);
    } catch (error) {
      const { stale, code } = error as { stale?: boolean; code?: string };
      if (stale && (code === "ECONNRESET" || code === "EPIPE")) return exchange(method, path, body);
      throw error;
    }
  };
}

/** @throws AppError for any answer but a good one. Triton answers 400 and KServe's Python server 404 for a model they do not have. */
function expectOk(reply: Reply): Reply {
  if (reply.status >= 200 && reply.status < 300) return reply;
  const said = reply.body.toString("utf8", 0, 500);
  const cause = new Error(`inference server: ${reply.status} ${said}`);
  if (reply.status === 404 || /unknown model|not found|is not ready/i.test(said))
    throw new AppError("model-missing", "The model for this is not installed.", { cause });
  if (reply.status === 503 || reply.status === 429 || reply.status === 502)
    throw new AppError("unavailable", "The models are busy or starting.", { cause });
  throw new AppError("internal", "The model could not work on this.", { cause });
}

function parseJson(reply: Reply): unknown {
  return JSON.parse(reply.body.toString("utf8"));
}

/** Everything that is no AppError yet (no connection, an unreadable answer) as `unavailable`. */
async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("unavailable", "The inference server does not answer.", { cause: error });
  }
}
