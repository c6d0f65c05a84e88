import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { ModelMetadata, NamedTensor } from "@/lib/inference/kserve-wire";
import type { FromThread, SessionData, ToThread } from "@/lib/inference/server/session-thread";

/** A loaded model on a thread of its own. */
export type Session = {
  metadata: Omit<ModelMetadata, "name">;
  /** The memory of large inputs goes to the thread: the caller cannot use them any more. */
  run(inputs: NamedTensor[], outputNames: string[] | undefined): Promise<NamedTensor[]>;
  /** Frees the memory; safe to call twice. */
  close(): Promise<void>;
};

export type SessionOptions = SessionData & {
  runTimeoutMs: number;
  /** The thread is gone without having been asked to go. */
  onLost: (error: Error) => void;
};

type Pending = { resolve: (outputs: NamedTensor[]) => void; reject: (error: Error) => void; timer: NodeJS.Timeout };

/**
 * [Note: Session threads] ONNX Runtime's `run()` blocks the thread it is called on, so each loaded
 * model gets a worker thread: HTTP stays answered, and a search by words does not wait behind a batch
 * of pictures, since the two encoders are two threads. A thread rather than a process, because the
 * weights and tensors then need no copying and it starts in milliseconds. The thread runs the same
 * bundle as its process (main.ts tells them apart), so dist/inference.mjs is all there is to ship.
 */
export async function openSession({ runTimeoutMs, onLost, ...workerData }: SessionOptions): Promise<Session> {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData });
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let closing = false;
  let lost: Error | undefined;

  const settle = (id: number) => {
    const request = pending.get(id);
    pending.delete(id);
    clearTimeout(request?.timer);
    return request;
  };
  const fail = (error: Error) => {
    lost ??= error;
    for (const id of [...pending.keys()]) settle(id)?.reject(lost);
  };

  const metadata = await new Promise<Session["metadata"]>((resolve, reject) => {
    worker.on("message", (message: FromThread) => {
      if (message.kind === "loaded") return resolve(message.metadata);
      const request = settle(message.id);
      if (message.kind === "result") request?.resolve(message.outputs);
      else request?.reject(new Error(message.message));
    });
    worker.on("error", (error) => {
      fail(error instanceof Error ? error : new Error(String(error)));
      reject(error);
    });
    worker.on("exit", () => {
      const error = lost ?? new Error("The model's thread has ended.");
      fail(error);
      reject(error);
      if (!closing) onLost(error);
    });
  });

  const post = (message: ToThread, transfer: ArrayBuffer[] = []) => worker.postMessage(message, transfer);
  return {
    metadata,
    run(inputs, outputNames) {
      if (lost) return Promise.reject(lost);
      return new Promise((resolve, reject) => {
        const id = nextId++;
        const timer = setTimeout(() => {
          fail(new Error(`The model did not answer in ${runTimeoutMs} ms.`));
          void worker.terminate();
        }, runTimeoutMs);
        pending.set(id, { resolve, reject, timer });
        post({ id, inputs, outputNames }, listLarge(inputs));
      });
    },
    async close() {
      if (closing || lost) return;
      closing = true;
      const ended = new Promise((resolve) => worker.once("exit", resolve));
      post("release");
      const timer = setTimeout(() => void worker.terminate(), 2_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Memory that is worth handing over instead of copying; small tensors may lie in a shared pool. */
function listLarge(inputs: NamedTensor[]): ArrayBuffer[] {
  const large = inputs.filter(({ data }) => data.byteLength >= 65_536).map(({ data }) => data.buffer as ArrayBuffer);
  return [...new Set(large)];
}
