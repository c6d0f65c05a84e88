import { isMainThread } from "node:worker_threads";
import { readConfig } from "@/lib/config";
import { findServedModel } from "@/lib/inference/model-store";
import { createHttpServer } from "@/lib/inference/server/http-server";
import { listenOnSocket } from "@/lib/inference/server/listen";
import { ModelRepository } from "@/lib/inference/server/model-repository";
import { serveSession } from "@/lib/inference/server/session-thread";
import { limits } from "@/lib/limits";
import { createLog } from "@/lib/log";

/**
 * [Note: No telemetry] ONNX Runtime 1.29 and later sends what it runs to its maker, with an identifier that it keeps
 * in the home folder. It looks at this variable once, before its first session. A thread's environment is a copy,
 * so it is set here, in the process.
 */
function switchTelemetryOff(): void {
  // biome-ignore lint/style/noProcessEnv: a switch of ONNX Runtime's, not a setting of ours.
  process.env.ORT_DISABLE_TELEMETRY = "1";
}

async function serveProcess(): Promise<void> {
  switchTelemetryOff();
  const config = readConfig();
  const log = createLog("inference", config.logLevel);
  if (config.inference.kind !== "embedded") {
    log.info("INFERENCE_URL is set: the embedded inference server has nothing to do");
    return;
  }
  const { batchMax, batchDelayMs, queueMax, requestBytesMax, timeoutMs, idleMs } = limits.inference;
  const repository = new ModelRepository({
    findModel: (name) => findServedModel(config, name),
    threads: config.inferenceThreads,
    memoryBytes: config.models.memoryBytes,
    idleMs,
    runTimeoutMs: timeoutMs,
    batching: { batchMax, batchDelayMs, queueMax },
    log,
  });
  const server = createHttpServer({ repository, requestBytesMax, requestTimeoutMs: timeoutMs, log });
  await listenOnSocket(server, config.inference.socketPath);
  log.info("inference is ready");

  const stop = async () => {
    setTimeout(() => process.exit(0), 3_000).unref();
    server.close();
    server.closeIdleConnections();
    await repository.close();
    process.exit(0);
  };
  process.once("disconnect", stop);
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

// The same bundle runs as the process and as the thread of each model: [Note: Session threads].
try {
  await (isMainThread ? serveProcess() : serveSession());
} catch (error) {
  if (!isMainThread) throw error;
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
