import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Config, readConfig } from "@/lib/config";
import { createInference, type Inference } from "@/lib/inference/client";

export type TestInference = { config: Config; inference: Inference; dataDir: string; stop(): Promise<void> };

const rootDir = path.resolve(import.meta.dirname, "../..");

/**
 * Starts the real inference process (dist/inference.mjs, which vitest's global set-up builds) on a data folder of its own and waits
 * until it is ready. `env` may hold SEARCH_MODEL and other settings. For tests only.
 */
export async function startTestInference(env: Record<string, string> = {}): Promise<TestInference> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "magpie-inference-"));
  const settings = { DATA_DIR: dataDir, LOG_LEVEL: "warn", CORES: "2", ...env };
  const child = fork(path.join(rootDir, "dist/inference.mjs"), { env: { NODE_ENV: "test", ...settings }, stdio: "inherit" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const config = readConfig(settings);
  const inference = createInference(config);
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };
  for (let attempt = 0; !(await inference.isReady()); attempt++) {
    if (attempt === 200 || child.exitCode !== null) {
      await stop();
      throw new Error("the inference process did not become ready");
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { config, inference, dataDir, stop };
}
