import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import * as ort from "onnxruntime-node";
import { type Config, readConfig } from "@/lib/config";
import { decodePicture } from "@/lib/imaging/decode-picture";
import { toTensor } from "@/lib/imaging/tensor-spec";
import { findSearchModel, findServedModel, type SearchModel } from "@/lib/inference/model-store";
import { viewFeatureSpec } from "@/lib/vision/local-features";
import type { UploadFile } from "../fixtures/visitor";

export type RawIngest = { seconds: number; imagesPerSecond: number; stepsMs: Record<string, number> };

type Loop = { config: Config; model: SearchModel | undefined; session: ort.InferenceSession | undefined };

/**
 * The raw loop: the same decode, thumbnails, hashes, quality, colours, features, tensor and ONNX calls
 * as ingest, without the app: one process, no database, no children, as many pictures at once as there are cores.
 */
export async function measureRawIngest(pictures: UploadFile[]): Promise<RawIngest> {
  process.env.ORT_DISABLE_TELEMETRY = "1"; // [Note: No telemetry]
  const config = readConfig();
  const loop = await openLoop(config);
  const folder = mkdtempSync(path.join(os.tmpdir(), "magpie-raw-"));
  const files = pictures.map((picture, index) => {
    const file = path.join(folder, String(index));
    writeFileSync(file, picture.bytes);
    return file;
  });
  const stepsMs: Record<string, number> = {};
  const started = performance.now();
  let next = 0;
  const run = async () => {
    for (let file = files[next++]; file; file = files[next++]) await processOne(loop, file, stepsMs);
  };
  await Promise.all(Array.from({ length: config.decoders }, run));
  const seconds = (performance.now() - started) / 1000;
  rmSync(folder, { recursive: true, force: true });
  await loop.session?.release();
  return { seconds, imagesPerSecond: pictures.length / seconds, stepsMs };
}

async function openLoop(config: Config): Promise<Loop> {
  const found = await findSearchModel(config);
  if (found.status === "missing") return { config, model: undefined, session: undefined };
  const served = await findServedModel(config, found.model.visionModel);
  const session =
    served && (await ort.InferenceSession.create(served.file, { intraOpNumThreads: config.inferenceThreads, interOpNumThreads: 1 }));
  return { config, model: found.model, session };
}

async function processOne({ model, session }: Loop, file: string, stepsMs: Record<string, number>): Promise<void> {
  const decoded = await decodePicture({
    path: file,
    want: {
      ...{ exif: true, thumbnails: true, perceptualHash: true, quality: true, colours: true },
      features: [viewFeatureSpec],
      ...(model && { tensor: model.tensor }),
    },
  });
  for (const [step, ms] of Object.entries(decoded.timingsMs)) stepsMs[step] = (stepsMs[step] ?? 0) + ms;
  if (!session || !model || !decoded.pixels) return;
  const started = performance.now();
  const tensor = new ort.Tensor("float32", toTensor(decoded.pixels, model.tensor), [1, 3, model.tensor.height, model.tensor.width]);
  await session.run({ [session.inputNames[0] ?? "pixel_values"]: tensor });
  stepsMs.embedding = (stepsMs.embedding ?? 0) + performance.now() - started;
}
