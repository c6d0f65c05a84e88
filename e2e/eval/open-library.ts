import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Config, readConfig } from "@/lib/config";
import { createDecoder, type DecodedImage, type Decoder } from "@/lib/imaging/decoder";
import { createInference, type Inference } from "@/lib/inference/client";
import { embedImages } from "@/lib/inference/embed-images";
import { findSearchModel, type SearchModel } from "@/lib/inference/model-store";
import { createLog } from "@/lib/log";

/** What measuring needs of the product: the real decoder children and the real inference process, on a data folder of its own. */
export type MeasuredLibrary = {
  config: Config;
  decoder: Decoder;
  inference: Inference;
  model: SearchModel | undefined;
  close(): Promise<void>;
};

const startTimeoutMs = 60_000;

/** Starts the inference process and a decoder pool. Without a model, what needs one is skipped with a line that says why. */
export async function openMeasuredLibrary(): Promise<MeasuredLibrary> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "magpie-measure-"));
  const env = { ...process.env, DATA_DIR: dataDir };
  const config = readConfig(env);
  const child = fork(path.join(config.rootDir, "dist/inference.mjs"), { env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const inference = createInference(config);
  const found = await findSearchModel(config);
  if (found.status === "missing") console.log(`No search model: ${found.reason}`);
  else await waitUntilReady(inference);
  const decoder = createDecoder({ config, log: createLog("measure", "warn") });
  return {
    config,
    decoder,
    inference,
    model: found.status === "ready" ? found.model : undefined,
    async close() {
      await decoder.close();
      await stop(child);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(inference: Inference): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    if (await inference.isReady().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("The inference process did not become ready.");
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await ended;
  clearTimeout(timer);
}

/** What an image looks like to search and to duplicate detection. */
export type Described = {
  embedding: Float32Array | undefined;
  hash64: string | undefined;
  hash256: string | undefined;
  decoded: DecodedImage;
};

/** Decodes a file and computes its hashes and, with a model, its embedding: exactly what ingest does. */
export async function describeImage(library: MeasuredLibrary, file: string): Promise<Described> {
  const { decoder, inference, model } = library;
  const decoded = await decoder.decode({ path: file, want: { perceptualHash: true, ...(model && { tensor: model.tensor }) } });
  const embedding = model && decoded.tensor ? (await embedImages(inference, model, [decoded.tensor]))[0] : undefined;
  return { embedding, hash64: decoded.perceptualHash?.hash64, hash256: decoded.perceptualHash?.hash256, decoded };
}

/** Runs `work` over the items, as many at once as there are decoders and two more to keep inference busy. */
export async function mapInParallel<T, R>(library: MeasuredLibrary, items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const runner = async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as T);
  };
  await Promise.all(Array.from({ length: library.config.decoders + 2 }, runner));
  return results;
}
