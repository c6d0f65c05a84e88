import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "@/lib/config";
import { findChecksum } from "@/lib/inference/file-checksum";
import { findSearchModel, findServedModel } from "@/lib/inference/model-store";
import { readOnnxOutputs } from "@/lib/inference/read-onnx-outputs";
import { tinyDimension, writeTinyEncoder } from "../../e2e/fixtures/tiny-encoder";

let dir: string;
let folder: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), "magpie-store-"));
  folder = path.join(dir, "my encoder");
  await writeTinyEncoder(folder);
});

afterEach(() => rm(dir, { recursive: true, force: true }));

const configFor = (search?: string) => readConfig({ DATA_DIR: path.join(dir, "data"), SEARCH_MODEL: search });

describe("the model store", () => {
  test("takes a folder laid out like a CLIP export and derives what it needs from it", async () => {
    const found = await findSearchModel(configFor(folder));
    const sha256 = createHash("sha256")
      .update(await readFile(path.join(folder, "onnx/vision_model.onnx")))
      .digest("hex");
    expect(found).toEqual({
      status: "ready",
      model: {
        id: `my-encoder-${sha256.slice(0, 8)}`,
        name: "my-encoder",
        visionModel: "my-encoder-vision",
        textModel: "my-encoder-text",
        dimension: tinyDimension,
        tensor: { shortestSidePx: 32, width: 32, height: 32, resample: "bicubic", mean: [0, 0, 0], std: [1, 1, 1] },
        normMin: 0.05,
        duplicateSimilarityMin: 0.97,
        contextLength: 16,
        tokenizerFile: path.join(folder, "tokenizer.json"),
      },
    });
  });

  test("reads the dimension from the ONNX file where there is no config.json", async () => {
    await rm(path.join(folder, "config.json"));
    expect(await findSearchModel(configFor(folder))).toMatchObject({
      status: "ready",
      model: { dimension: tinyDimension, contextLength: 77 },
    });
    expect(await readOnnxOutputs(path.join(folder, "onnx/vision_model.onnx"))).toEqual([
      { name: "image_embeds", shape: [undefined, tinyDimension] },
    ]);
  });

  test("prefers the full weights of a folder and takes quantized ones otherwise", async () => {
    const quantized = path.join(folder, "onnx/vision_model_quantized.onnx");
    await copyFile(path.join(folder, "onnx/vision_model.onnx"), quantized);
    expect((await findServedModel(configFor(folder), "my-encoder-vision"))?.file).toBe(path.join(folder, "onnx/vision_model.onnx"));
    await rm(path.join(folder, "onnx/vision_model.onnx"));
    expect((await findServedModel(configFor(folder), "my-encoder-vision"))?.file).toBe(quantized);
  });

  test("says what a folder lacks, and that an unknown name is neither a model nor a folder", async () => {
    await rm(path.join(folder, "tokenizer.json"));
    expect(await findSearchModel(configFor(folder))).toMatchObject({
      status: "missing",
      reason: expect.stringContaining("tokenizer.json"),
    });
    expect(await findSearchModel(configFor("no-such-model"))).toMatchObject({
      status: "missing",
      reason: expect.stringContaining("neither one of"),
    });
  });

  test("a manifest model that is not fetched yet is missing, with the command that gets it", async () => {
    expect(await findSearchModel(configFor())).toMatchObject({ status: "missing", reason: expect.stringContaining("npm run models") });
    expect(await findServedModel(configFor(), "clip-vit-base-patch32-vision")).toBeUndefined();
  });

  test("a manifest model whose bytes are not the pinned ones is never used", async () => {
    const config = configFor();
    const file = path.join(config.models.dir, "clip-vit-base-patch32/onnx/vision_model_quantized.onnx");
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, "not the weights");
    expect(await findSearchModel(config)).toMatchObject({ status: "missing", reason: expect.stringContaining("damaged") });
    expect(await findServedModel(config, "clip-vit-base-patch32-vision")).toBeUndefined();
  });
});

describe("a file's checksum", () => {
  test("is computed again when the file has changed, and remembered otherwise", async () => {
    const file = path.join(dir, "weights");
    const cache = path.join(dir, "checksums");
    await writeFile(file, "one");
    const first = await findChecksum(file, cache);
    expect(first?.sha256).toBe(createHash("sha256").update("one").digest("hex"));
    expect(await findChecksum(file, cache)).toEqual(first);
    await writeFile(file, "two");
    await utimes(file, new Date(), new Date(Date.now() + 5_000));
    expect((await findChecksum(file, cache))?.sha256).toBe(createHash("sha256").update("two").digest("hex"));
    expect(await findChecksum(path.join(dir, "nothing"), cache)).toBeUndefined();
  });
});
