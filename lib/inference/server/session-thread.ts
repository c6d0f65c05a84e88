import { parentPort, workerData } from "node:worker_threads";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { ModelMetadata, NamedTensor } from "@/lib/inference/kserve-wire";

export type SessionData = { file: string; threads: number };

export type ToThread = { id: number; inputs: NamedTensor[]; outputNames: string[] | undefined } | "release";

export type FromThread =
  | { kind: "loaded"; metadata: Omit<ModelMetadata, "name"> }
  | { kind: "result"; id: number; outputs: NamedTensor[] }
  | { kind: "failed"; id: number; message: string };

/**
 * The thread's side of a session (see session.ts): loads the file of `workerData`, then answers each
 * request in turn. Tensors are handed over, not copied.
 */
export async function serveSession(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error("serveSession runs in a worker thread");
  const { file, threads } = workerData as SessionData;
  const session = await InferenceSession.create(file, {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    // Errors are thrown; said once is enough.
    logSeverityLevel: 4,
  });
  const send = (message: FromThread, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  send({ kind: "loaded", metadata: { inputs: describeTensors(session.inputMetadata), outputs: describeTensors(session.outputMetadata) } });
  port.on("message", async (message: ToThread) => {
    if (message === "release") {
      await session.release();
      return port.close();
    }
    try {
      const outputs = await run(session, message.inputs, message.outputNames);
      send(
        { kind: "result", id: message.id, outputs },
        outputs.map(({ data }) => data.buffer as ArrayBuffer),
      );
    } catch (error) {
      send({ kind: "failed", id: message.id, message: error instanceof Error ? error.message : String(error) });
    }
  });
}

async function run(session: InferenceSession, inputs: NamedTensor[], outputNames: string[] | undefined): Promise<NamedTensor[]> {
  const feeds = Object.fromEntries(inputs.map(({ name, shape, data }) => [name, toOrt(data, shape)]));
  const results = await session.run(feeds, outputNames ?? [...session.outputNames]);
  return Object.entries(results).map(([name, tensor]) => {
    const { data, dims } = tensor as Tensor;
    if (data instanceof Float32Array || data instanceof BigInt64Array) return { name, shape: [...dims], data: data.slice() };
    throw new Error(`output ${name} is neither FP32 nor INT64`);
  });
}

function toOrt(data: NamedTensor["data"], shape: number[]): Tensor {
  return data instanceof Float32Array ? new Tensor("float32", data, shape) : new Tensor("int64", data, shape);
}

const datatypes: Record<string, string> = { float32: "FP32", int64: "INT64" };

function describeTensors(values: InferenceSession["inputMetadata"]): ModelMetadata["inputs"] {
  return values.map((value) => ({
    name: value.name,
    datatype: value.isTensor ? (datatypes[value.type] ?? value.type.toUpperCase()) : "UNKNOWN",
    shape: value.isTensor ? value.shape.map((length) => (typeof length === "number" && length > 0 ? length : -1)) : [],
  }));
}
